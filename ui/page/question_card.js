// A question that is answered, or a flashcard: what is chosen is marked here at once, and given to the page in one piece.
// Words come as text, or as HTML that the page has escaped.
const LETTERS = "ABCDEFGHI"
const CONFIDENCES = [["guess", "Guess", "G"], ["unsure", "Unsure", "U"], ["sure", "Sure", "S"]]
const FEW_PIXELS = 6 // that a press may move without being a drag
const TYPING = 400 // milliseconds of rest until words typed in an exam are sent
const LOST = 6000 // milliseconds until an answer that the page did not take is given again, in practice by the reader

// What is answered or half answered, for a card that is drawn anew, after a reload too. The record says otherwise where
// another tab answered: a draft counts only over what the record said when it was made, or where the record took it.
const store = (() => { try { return sessionStorage } catch { return null } })()
const drafts = {
  at: (data) => `quotewise ${data.id}`,
  get: (data) => {
    const kept = JSON.parse(store?.getItem(drafts.at(data)) ?? "null")
    return kept && [kept.over, kept.gives].includes(JSON.stringify(data.response)) ? kept : null
  },
  keep: (data, kept) => store?.setItem(drafts.at(data), JSON.stringify(kept)),
  drop: (data) => store?.removeItem(drafts.at(data)),
}

export default function ({ data, parentElement, setTriggerValue }) {
  let card = parentElement.questionCard
  const stamp = JSON.stringify([data.id, data.mode, data.verdict, data.back])
  const given = JSON.stringify(data.response)
  if (card && card.owed === given) card.taken(given)
  if (!card || card.stamp !== stamp || (card.owed === null && card.shown !== given)) {
    const before = card
    before?.leave()
    const focused = document.activeElement
    const ours = before && (focused === document.body || parentElement.contains(focused))
    card = parentElement.questionCard = draw(data, stamp)
    parentElement.replaceChildren(card.root)
    if (ours) card.arrive()
  }
  card.record = given
  card.send = setTriggerValue
  card.settle()
  return () => card.leave()
}

function make(tag, name, given = {}, ...inside) {
  const made = document.createElement(tag)
  if (name) made.className = name
  for (const [key, value] of Object.entries(given)) {
    if (key === "text") made.textContent = value
    else if (key === "html") made.innerHTML = value
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value)
    else if (value !== false && value !== undefined) made.setAttribute(key, value)
  }
  made.append(...inside.filter(Boolean))
  return made
}

function draw(data, stamp) {
  const given = JSON.stringify(data.response)
  // record: the answer that the page knows of; shown: the one that is seen; owed: one that the page did not take yet
  const card = { stamp, record: given, shown: given, owed: null, waiting: 0, send: () => {}, settle: () => {}, begun: performance.now() }
  const stem = make("div", "qw-stem", { html: data.stem, id: `stem-${data.id}`, tabindex: -1 })
  const body = data.verdict ? drawVerdict(data, card) : data.kind === "card" ? drawFlashcard(data, card) : drawAsked(data, card)
  card.root = make("section", data.kind === "card" ? "qw-card qw-flashcard" : "qw-card", { "aria-label": data.about || "Question" },
    data.about && make("p", "qw-status", { text: data.about }), stem, ...body)
  card.arrive = () => {
    const place = data.verdict ? card.root.querySelector(".qw-verdict") : stem
    place.focus({ preventScroll: true })
    place.scrollIntoView({ block: "nearest" })
  }
  const onKey = (event) => { if (isForUs(event) && card.key(event)) { event.preventDefault(); event.stopPropagation() } }
  document.addEventListener("keydown", onKey, true)
  card.leave = () => {
    document.removeEventListener("keydown", onKey, true)
    clearTimeout(card.waiting)
  }
  return card
}

function isForUs(event) {
  const at = event.target instanceof Element ? event.target : document.body
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing
    && !at.closest("input, textarea, select, [contenteditable], [role=dialog], [role=listbox], [role=menu]")
}

/* Asking */

function drawAsked(data, card) {
  const exam = data.mode === "exam"
  const live = make("p", "qw-unseen", { role: "status" })
  const hint = make("p", "qw-status qw-needs")
  const kinds = { gap: askGap, matching: askMatching, ordering: askOrdering }
  const kept = drafts.get(data)
  const keep = () => drafts.keep(data, { draft: asked.draft(), over: card.record, gives: JSON.stringify(asked.response() ?? []) })
  const changed = (said = "", rests = data.kind !== "gap") => {
    keep()
    live.textContent = said
    hint.textContent = asked.response() ? "" : asked.needs()
    for (const button of bar) button.disabled = !asked.response()
    if (exam) give("", rests ? 0 : TYPING)
  }
  const give = (confidence, after = 0) => {
    const response = asked.response() ?? []
    const send = () => {
      card.send("given", { id: data.id, response, confidence, seconds: (performance.now() - card.begun) / 1000 })
      if (exam) card.waiting = setTimeout(() => (card.owed === card.record ? card.taken() : send()), LOST)
    }
    clearTimeout(card.waiting)
    if (exam) card.shown = card.owed = JSON.stringify(response)
    if (after) card.waiting = setTimeout(send, after)
    else send()
    if (exam) return
    for (const button of bar) button.disabled = true
    setTimeout(() => { for (const button of bar) button.disabled = !asked.response() }, LOST)
  }
  const bar = exam ? [] : CONFIDENCES.map(([name, words, key]) => make("button", "qw-sure", {
    type: "button", disabled: "", "aria-keyshortcuts": key, onclick: () => give(name),
  }, make("span", "", { text: words }), make("kbd", "", { text: key, "aria-hidden": "true" })))
  const asked = (kinds[data.kind] ?? askChoice)(data, kept?.draft, changed, () => bar[1]?.focus())
  card.key = (event) => {
    const key = event.key.toUpperCase()
    const sure = CONFIDENCES.findIndex(([, , its]) => its === key)
    if (sure >= 0 && bar[sure] && !bar[sure].disabled) return give(CONFIDENCES[sure][0]) ?? true
    if (asked.key?.(event)) return true
    const at = key.length > 1 ? -1 : key >= "1" && key <= "9" ? Number(key) - 1 : LETTERS.indexOf(key)
    return at >= 0 && at < (asked.count ?? 0) && (asked.choose(at), true)
  }
  card.taken = (record = card.record) => {
    clearTimeout(card.waiting)
    Object.assign(card, { owed: null, record })
    keep()
  }
  if (exam && kept && kept.gives !== card.record) give("", TYPING) // the server was away, or the page was left too soon
  hint.textContent = asked.response() ? "" : asked.needs()
  for (const button of bar) button.disabled = !asked.response()
  return [asked.root, hint, live, !exam && make("div", "qw-bar", { role: "group", "aria-label": "How sure are you? This gives your answer" },
    make("span", "qw-status", { text: "How sure are you? This gives your answer." }), make("div", "qw-bar-row", {}, ...bar))]
}

function askChoice(data, draft, changed) {
  const many = data.wanted > 1
  let picked = (draft ?? data.response).filter((one) => data.options.some((option) => option.value === one))
  const buttons = data.options.map((option, at) => make("button", "qw-pick", {
    type: "button", role: many ? "checkbox" : "radio", "aria-keyshortcuts": `${at + 1} ${option.value}`, onclick: () => choose(at),
  }, make("span", "qw-letter", { text: option.value }), make("span", "qw-text", { html: option.html })))
  const paint = () => buttons.forEach((button, at) => button.setAttribute("aria-checked", picked.includes(data.options[at].value)))
  const choose = (at) => {
    const { value } = data.options[at]
    const over = !picked.includes(value) && picked.length === data.wanted ? picked[0] : ""
    picked = picked.includes(value) ? picked.filter((one) => one !== value) : [...picked.filter((one) => one !== over), value]
    paint()
    changed(`${value} ${picked.includes(value) ? "chosen" : "taken back"}${over && many ? `, ${over} gave way` : ""}`)
  }
  const root = make("div", "qw-picks", { role: many ? "group" : "radiogroup", "aria-labelledby": `stem-${data.id}` }, ...buttons)
  root.addEventListener("keydown", (event) => step(event, buttons))
  paint()
  return {
    root, choose, count: buttons.length, draft: () => picked,
    response: () => (picked.length === data.wanted ? [...picked].sort() : null),
    needs: () => (many ? `Choose ${data.wanted}${picked.length ? `: ${picked.length} chosen` : ""}.` : ""),
  }
}

// Arrows go from one to the next.
function step(event, among) {
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
  const at = among.indexOf(document.activeElement)
  if (!by || at < 0) return
  event.preventDefault()
  among[(at + by + among.length) % among.length].focus()
}

function askGap(data, draft, changed, goOn) {
  const field = make("input", "qw-gap", {
    type: "text", maxlength: 200, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    oninput: () => changed(), onchange: () => changed("", true), onkeydown: (event) => { if (event.key === "Enter" && !event.isComposing && field.value.trim()) goOn() },
  })
  field.value = draft ?? data.response[0] ?? ""
  const words = () => field.value.trim()
  return {
    root: make("label", "qw-field", {}, make("span", "", { text: "What fills the gap?" }), field),
    draft: () => field.value, response: () => (words() ? [words()] : null), needs: () => "",
  }
}

function askMatching(data, draft, changed) {
  let slots = draft ?? data.left.map((one) => data.right.findIndex((other) => data.response.some(
    ([left, right]) => left === one.value && right === other.value)))
  let held = -1
  const items = data.right.map((one, at) => make("button", "qw-tile", { type: "button", "data-item": at, onclick: () => hold(at) },
    make("span", "qw-letter", { text: LETTERS[at] ?? "" }), " ", make("span", "qw-text", { html: one.html })))
  const places = data.left.map((one, at) => make("button", "qw-slot", { type: "button", "data-slot": at, onclick: () => press(at) }))
  const rows = data.left.map((one, at) => make("li", "", {}, make("span", "qw-text", { html: one.html }), places[at]))
  const lefts = rows.map((row) => row.firstChild.textContent), rights = items.map((item) => item.lastChild.textContent)
  const tray = make("div", "qw-tray", { role: "group", "aria-label": "What is to be matched" }, ...items)
  const root = make("div", "qw-match", { role: "group", "aria-labelledby": `stem-${data.id}` }, make("ol", "qw-slots", {}, ...rows), tray)
  const paint = () => {
    places.forEach((place, at) => {
      const item = slots[at]
      const inside = item < 0 ? [make("span", "qw-empty"), make("span", "qw-unseen", { text: "nothing yet" })] : [...items[item].cloneNode(true).childNodes]
      place.replaceChildren(...inside, make("span", "qw-unseen", { text: ` beside ${lefts[at]}` }))
      place.classList.toggle("qw-full", item >= 0)
    })
    items.forEach((item, at) => {
      item.classList.toggle("qw-used", !data.reuse && slots.includes(at))
      item.setAttribute("aria-pressed", held === at)
    })
    root.classList.toggle("qw-holding", held >= 0)
  }
  const say = (words) => { paint(); changed(words) }
  const put = (item, at) => {
    slots = slots.map((one, place) => (place === at ? item : one === item && !data.reuse ? -1 : one))
    held = -1
    say(`${rights[item]} stands beside ${lefts[at]}`)
  }
  const empty = (at) => { slots[at] = -1; say(`${lefts[at]} is empty again`) }
  const hold = (at) => {
    const free = slots.indexOf(-1)
    held = held === at ? -1 : at
    paint()
    changed(held < 0 ? "Let go" : `${rights[at]} picked up. Arrows choose a place, Enter puts it there, Escape lets go.`)
    if (held >= 0) places[free < 0 ? 0 : free].focus()
  }
  const press = (at) => {
    if (held >= 0) {
      put(held, at)
      items.find((_, item) => !slots.includes(item))?.focus()
    } else if (slots[at] >= 0) empty(at)
  }
  const land = (item) => (under) => {
    const place = under?.closest("[data-slot]") ?? under?.closest(".qw-slots li")?.querySelector("[data-slot]")
    if (place && root.contains(place)) put(item(), Number(place.dataset.slot))
    else if (under?.closest(".qw-tray") === tray && slots.includes(item())) empty(slots.indexOf(item()))
  }
  items.forEach((item, at) => drag(item, item, land(() => at), ".qw-slot"))
  places.forEach((place, at) => drag(place, place, (under) => slots[at] >= 0 && land(() => slots[at])(under), ".qw-slot, .qw-tray"))
  root.addEventListener("keydown", (event) => { step(event, places); step(event, items) })
  paint()
  return {
    root, count: items.length, draft: () => slots,
    choose: (at) => {
      const free = slots.indexOf(-1)
      if (!data.reuse && slots.includes(at)) empty(slots.indexOf(at))
      else if (free >= 0) put(at, free)
    },
    key: (event) => event.key === "Escape" && held >= 0 && (items[held].focus(), hold(held), true),
    response: () => (slots.includes(-1) ? null : slots.map((item, at) => [data.left[at].value, data.right[item].value])),
    needs: () => "Drag each to its place, or press its letter: the first goes beside the first. Press it again to take it back.",
  }
}

function askOrdering(data, draft, changed) {
  const count = data.items.length
  const given = data.response.map((value) => data.items.findIndex((item) => item.value === value))
  let { order, picked } = draft ?? { order: given.length ? given : data.items.map((_, at) => at), picked: given.length ? given : [] }
  let held = -1, before = order
  const grips = data.items.map((item, at) => make("button", "qw-grip", { type: "button", onclick: () => hold(at) },
    make("span", "qw-letter", { text: LETTERS[at] ?? "" }), " ", make("span", "qw-text", { html: item.html }), make("span", "qw-unseen")))
  const names = grips.map((grip) => grip.querySelector(".qw-text").textContent)
  const rows = grips.map((grip, at) => {
    const move = (by, way, sign) => make("button", "qw-move", { type: "button", "aria-label": `${names[at]} ${way}`, onclick: () => moveTo(at, order.indexOf(at) + by) },
      make("span", "", { text: sign, "aria-hidden": "true" }))
    return make("li", "qw-item", { "data-item": at }, grip, move(-1, "up", "\u2191"), move(1, "down", "\u2193"))
  })
  const list = make("ol", "qw-order-list", { "aria-labelledby": `stem-${data.id}` })
  const paint = () => {
    const focused = document.activeElement
    if (order.some((at, place) => list.children[place] !== rows[at])) list.append(...order.map((at) => rows[at]))
    if (list.contains(focused) && document.activeElement !== focused) focused.focus()
    order.forEach((at, place) => {
      const [grip, up, down] = rows[at].querySelectorAll("button")
      grip.lastChild.textContent = `, ${place + 1} of ${count}`
      grip.setAttribute("aria-pressed", held === at)
      rows[at].classList.toggle("qw-placed", picked.includes(at))
      up.disabled = place === 0
      down.disabled = place === count - 1
    })
  }
  const moveTo = (at, place) => {
    if (place < 0 || place >= count) return
    const rest = order.filter((one) => one !== at)
    order = [...rest.slice(0, place), at, ...rest.slice(place)]
    picked = [...order]
    paint()
    changed(`${names[at]} is ${place + 1} of ${count} now`)
  }
  const hold = (at) => {
    held = held === at ? -1 : at
    before = [...order]
    paint()
    if (held < 0) changed(`${names[at]} put down, ${order.indexOf(at) + 1} of ${count}`)
    else changed(`${names[at]} picked up. Arrows move it, Enter puts it down, Escape puts it back.`)
  }
  rows.forEach((row, at) => drag(row.querySelector(".qw-grip"), row, (under, y) => {
    const other = under?.closest(".qw-item")
    if (!other || !list.contains(other) || other === row) return
    const box = other.getBoundingClientRect()
    const rest = order.filter((one) => one !== at)
    moveTo(at, rest.indexOf(Number(other.dataset.item)) + (y > box.top + box.height / 2 ? 1 : 0))
  }, ".qw-item"))
  list.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!by) return
    event.preventDefault()
    if (held >= 0) moveTo(held, order.indexOf(held) + by)
    else rows[order[order.findIndex((at) => rows[at].contains(document.activeElement)) + by]]?.querySelector(".qw-grip").focus()
  })
  paint()
  return {
    root: list, count, draft: () => ({ order, picked }),
    choose: (at) => { // one after the other, the first one first
      picked = picked.includes(at) ? picked.filter((one) => one !== at) : [...picked, at]
      order = [...picked, ...data.items.map((_, one) => one).filter((one) => !picked.includes(one))]
      paint()
      changed(picked.includes(at) ? `${names[at]} is ${picked.indexOf(at) + 1} of ${count}` : `${names[at]} taken back`)
    },
    key: (event) => event.key === "Escape" && held >= 0 && (order = before, hold(held), true),
    response: () => (picked.length >= count - 1 ? order.map((at) => data.items[at].value) : null),
    needs: () => "Drag them into their order, or press their letters, the first one first.",
  }
}

// With mouse, pen or finger: what is dragged follows as a copy; `land` is told what it is let go over.
function drag(handle, what, land, over) {
  handle.addEventListener("pointerdown", (down) => {
    if (down.button) return
    const box = what.getBoundingClientRect()
    let ghost = null, target = null
    const follow = (event) => {
      if (!ghost && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < FEW_PIXELS) return
      if (!ghost) {
        ghost = what.cloneNode(true)
        ghost.classList.add("qw-ghost")
        ghost.setAttribute("aria-hidden", "true")
        ghost.style.width = `${box.width}px`
        document.body.append(ghost)
      }
      ghost.style.transform = `translate(${box.left + event.clientX - down.clientX}px, ${box.top + event.clientY - down.clientY}px)`
      target?.classList.remove("qw-over")
      target = document.elementFromPoint(event.clientX, event.clientY)?.closest(over)
      target?.classList.add("qw-over")
    }
    const end = (event) => {
      removeEventListener("pointermove", follow)
      for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, end)
      target?.classList.remove("qw-over")
      if (!ghost) return
      ghost.remove()
      const stop = (click) => { click.stopPropagation(); click.preventDefault() }
      addEventListener("click", stop, { capture: true, once: true }) // a drag that ends where it began is no click
      setTimeout(() => removeEventListener("click", stop, true))
      if (event.type === "pointerup") land(document.elementFromPoint(event.clientX, event.clientY), event.clientY)
    }
    addEventListener("pointermove", follow)
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, end)
  })
}

/* A flashcard: its back is shown here, how well it was known is given to the page */

function drawFlashcard(data, card) {
  const { claim, places } = citing(data, data.back.places, card)
  const grades = data.grades.map((grade, at) => make("button", "qw-sure", {
    type: "button", "aria-keyshortcuts": at + 1, onclick: () => give(at),
  }, make("span", "", { text: grade }), make("kbd", "", { text: at + 1, "aria-hidden": "true" })))
  const give = (at) => {
    for (const button of grades) button.disabled = true
    setTimeout(() => { for (const button of grades) button.disabled = false }, LOST)
    card.send("graded", { id: data.id, grade: data.grades[at].toLowerCase(), seconds: (performance.now() - card.begun) / 1000 })
  }
  const back = make("div", "qw-back", { role: "status", tabindex: -1 })
  const show = make("button", "qw-next", { type: "button", onclick: () => turn() }, make("span", "", { text: "Show the back" }), make("kbd", "", { text: "Space", "aria-hidden": "true" }))
  const foot = make("div", "qw-bar", {}, make("div", "qw-bar-row", {}, show))
  const turn = () => {
    back.append(...[data.back.was && make("p", "qw-status", { text: `Its note changed. It was: ${data.back.was}` }), claim(data.back.said, "qw-claim"), places()].filter(Boolean))
    foot.setAttribute("role", "group")
    foot.setAttribute("aria-label", "How well did you know it?")
    foot.replaceChildren(make("span", "qw-status", { text: "How well did you know it?" }), make("div", "qw-bar-row", {}, ...grades))
    back.focus({ preventScroll: true })
  }
  card.key = (event) => {
    const idle = event.target === document.body || (card.root.contains(event.target) && !event.target.closest("button"))
    if (!back.childNodes.length) return idle && [" ", "Enter"].includes(event.key) && (turn(), true)
    const at = Number(event.key) - 1
    return at >= 0 && at < grades.length && !grades[at].disabled && (give(at), true)
  }
  return [back, foot]
}

// Numbers that open the notes at the places that words rest on.
function citing(data, places, card) {
  const cite = (number) => make("button", "qw-chip", {
    type: "button", text: number, title: places[number - 1].quote, "aria-label": `Open note ${number}: ${places[number - 1].name}`,
    onclick: () => card.send("cited", { id: data.id, number }),
  })
  return {
    claim: (said, name) => make("div", name, {}, make("span", "", { html: said.html }), " ", ...said.cites.map(cite)),
    places: () => { // those that are called alike in one line
      const lines = new Map(places.map((place) => [place.name, []]))
      places.forEach((place, at) => lines.get(place.name).push(cite(at + 1)))
      return places.length && make("ul", "qw-places", { "aria-label": "Where that stands in your notes" },
        ...[...lines].map(([name, chips]) => make("li", "", {}, make("span", "", {}, ...chips), make("span", "", { text: name }))))
    },
  }
}

/* What came of it */

const markOf = (row) => (row.right ? "right" : "wrong")

function drawVerdict(data, card) {
  const { verdict } = data
  const { claim, places } = citing(data, verdict.places, card)
  drafts.drop(data)
  const rows = verdict.rows.map((row) => make("li", `qw-fate qw-${markOf(row)}${row.yours ? " qw-yours" : ""}`, {},
    make("span", "qw-mark", { text: row.right ? "\u2713" : "\u2717", "aria-hidden": "true" }),
    row.letter && make("span", "qw-letter", { text: row.letter }),
    make("div", "qw-text", {}, make("span", "", { html: row.html }), " ", make("span", "qw-unseen", { text: markOf(row) }),
      ...row.tags.map((tag) => make("span", "qw-tag", { text: tag })), row.why && claim(row.why, "qw-reason"))))
  const next = data.next && make("button", "qw-next", { type: "button", "aria-keyshortcuts": "N", onclick: () => goOn() },
    make("span", "", { text: data.next }), make("kbd", "", { text: "N", "aria-hidden": "true" }))
  let gone = false
  const goOn = () => { if (!gone) card.send("next", data.id); gone = true }
  card.settle = () => { gone = false }
  card.key = (event) => {
    const idle = event.target === document.body || event.target.matches?.(".qw-verdict")
    if (next && (event.key.toUpperCase() === "N" || (event.key === "Enter" && idle))) return goOn() ?? true
    const at = Number(event.key) - 1
    return at >= 0 && at < verdict.places.length && (card.send("cited", { id: data.id, number: at + 1 }), true)
  }
  return [
    make("div", `qw-verdict qw-${verdict.mark}`, { role: "status", tabindex: -1 }, make("strong", "", { text: verdict.title }), " ", make("span", "", { html: verdict.detail })),
    verdict.rows.length && make(verdict.ordered ? "ol" : "ul", "qw-picks", { "aria-label": "What became of each" }, ...rows),
    verdict.why && make("div", "qw-rationale", {}, make("p", "qw-because", { text: verdict.label }), claim(verdict.why, "qw-claim")),
    verdict.note && make("p", "qw-status", { text: verdict.note }),
    places(),
    next && make("div", "qw-bar-row", {}, next),
  ]
}
