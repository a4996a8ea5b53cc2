// An answer: what it says comes as HTML of the page's own making; here a number shows its quote where it is pointed at or
// reached by keyboard, and a click says which place to open or what to do.
const LINGER = 150 // milliseconds a quote stays when the pointer leaves its number, to be reached itself
const GAP = 8 // pixels between a number and its quote, and to the edges of the window
const SCROLLS = { capture: true, passive: true }

export default function ({ data, parentElement, setTriggerValue }) {
  const card = (parentElement.answerCard ??= wire(parentElement))
  card.data = data
  card.send = setTriggerValue
  if (card.html !== data.html) {
    const open = [...card.root.querySelectorAll("details[open]")].map((held) => held.dataset.part)
    const buttons = () => [...card.root.querySelectorAll("button")]
    const before = buttons(), at = before.indexOf(document.activeElement), focused = before[at]?.outerHTML
    card.root.innerHTML = card.html = data.html
    for (const held of card.root.querySelectorAll("details")) held.open = open.includes(held.dataset.part)
    const after = buttons() // the same again, or what took its place
    if (focused) (after.find((one) => one.outerHTML === focused) ?? (after.length === before.length ? after[at] : null))?.focus()
  }
  for (const chip of card.root.querySelectorAll(".qw-cite")) {
    if (Number(chip.dataset.cite) === data.at) chip.setAttribute("aria-current", "true")
    else chip.removeAttribute("aria-current")
  }
  return () => card.hide()
}

function wire(parent) {
  const root = document.createElement("div")
  root.className = "qw-answer"
  const peek = document.createElement("div")
  peek.className = "qw-peek"
  peek.id = `peek-${Math.random().toString(36).slice(2)}`
  peek.setAttribute("role", "tooltip")
  peek.hidden = true
  parent.append(root, peek)
  const card = { root, send: () => {} }
  let leaving = 0
  let shown = null

  card.hide = () => {
    clearTimeout(leaving)
    shown?.removeAttribute("aria-describedby")
    shown = null
    peek.hidden = true
    removeEventListener("scroll", follow, SCROLLS)
  }
  const follow = (event) => {
    if (event.target === peek) return
    const { top, bottom } = shown.getBoundingClientRect()
    if (shown.isConnected && bottom > 0 && top < innerHeight) place(peek, shown.getBoundingClientRect())
    else card.hide()
  }
  const leave = () => {
    clearTimeout(leaving)
    leaving = setTimeout(card.hide, LINGER)
  }
  const show = (chip) => {
    const html = card.data.peeks[chip.dataset.cite]
    clearTimeout(leaving)
    if (!html || shown === chip) return
    card.hide()
    shown = chip
    peek.innerHTML = html
    peek.hidden = false
    addEventListener("scroll", follow, SCROLLS)
    chip.setAttribute("aria-describedby", peek.id)
    place(peek, chip.getBoundingClientRect())
    const mark = peek.querySelector("mark")
    if (mark) peek.scrollTop = Math.max(0, mark.offsetTop - peek.clientHeight / 2)
  }

  root.addEventListener("pointerover", (event) => {
    const chip = event.target.closest(".qw-cite")
    if (chip && event.pointerType !== "touch") show(chip)
  })
  root.addEventListener("pointerout", (event) => { if (event.target.closest(".qw-cite")) leave() })
  root.addEventListener("focusin", (event) => { if (event.target.matches(".qw-cite:focus-visible")) show(event.target) })
  root.addEventListener("focusout", leave)
  peek.addEventListener("pointerenter", () => clearTimeout(leaving))
  peek.addEventListener("pointerleave", leave)
  parent.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || peek.hidden) return
    event.stopPropagation() // the note beside stays open
    card.hide()
  })

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button")
    if (!button) return
    card.hide()
    const { cite, near, act } = button.dataset
    if (cite) card.send("cite", Number(cite))
    else if (near) card.send("near", Number(near))
    else if (act === "copy") copy(card.data.written, button)
    else if (act) {
      if (button.hasAttribute("aria-pressed")) press(root, button)
      card.send("act", act)
    }
  })
  return card
}

// Below the number, above it where there is no room, never over the edge.
function place(peek, chip) {
  const { offsetWidth: width, offsetHeight: height } = peek
  const left = Math.min(Math.max(GAP, chip.left - 24), innerWidth - width - GAP)
  const below = chip.bottom + GAP + height <= innerHeight || chip.top < height + GAP
  peek.style.left = `${left}px`
  peek.style.top = `${below ? chip.bottom + GAP : chip.top - GAP - height}px`
}

function press(root, button) {
  const down = button.getAttribute("aria-pressed") !== "true"
  for (const one of root.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(one === button && down))
}

async function copy(text, button) {
  const name = button.lastChild
  const before = name.textContent
  try {
    await navigator.clipboard.writeText(text)
  } catch { // without https a page may not use the clipboard itself
    const box = document.createElement("textarea")
    box.value = text
    document.body.append(box)
    box.select()
    document.execCommand("copy")
    box.remove()
    button.focus()
  }
  name.textContent = "Copied"
  setTimeout(() => { name.textContent = before }, 1500)
}
