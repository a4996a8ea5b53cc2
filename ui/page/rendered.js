// Puts in HTML of our own making: `st.html` would take the formulas out of it. What stands already is left alone; a
// button in it gives its number back; what is folded unfolds in print.
export default function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(`.${data.look}`)
  if (!box) {
    box = document.createElement("div")
    box.className = data.look
    parentElement.append(box)
  }
  if (box.drawn !== data.html) box.innerHTML = box.drawn = data.html
  box.onclick = ({ target }) => {
    if (target.closest("[data-print]")) window.print()
    const pressed = target.closest("[data-number]")
    if (pressed) setTriggerValue("number", Number(pressed.dataset.number))
  }
  const closed = []
  const open = () => {
    closed.push(...box.querySelectorAll("details:not([open])"))
    for (const item of closed) item.open = true
  }
  const close = () => {
    for (const item of closed.splice(0)) item.open = false
  }
  window.addEventListener("beforeprint", open)
  window.addEventListener("afterprint", close)
  return () => {
    window.removeEventListener("beforeprint", open)
    window.removeEventListener("afterprint", close)
  }
}
