// HTML that was made safe on the server: a button in it gives its number back; what is folded unfolds in print.
export default function ({ data, parentElement, setTriggerValue }) {
  let list = parentElement.querySelector(".qw-pressed")
  if (!list) {
    list = document.createElement("div")
    list.className = "qw-pressed"
    parentElement.append(list)
  }
  if (list.html !== data.html) list.innerHTML = list.html = data.html
  list.onclick = ({ target }) => {
    if (target.closest("[data-print]")) window.print()
    const pressed = target.closest("[data-number]")
    if (pressed) setTriggerValue("number", Number(pressed.dataset.number))
  }
  const closed = []
  const open = () => {
    closed.push(...list.querySelectorAll("details:not([open])"))
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
