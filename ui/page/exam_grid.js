// All items of an exam with what became of each: a press jumps to it, arrows move among them.
const told = (item, at) =>
  [`Item ${at}`, item.answered ? "answered" : "open", item.flagged && "flagged"].filter(Boolean).join(", ")

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector(".qw-grid")
  if (!grid) {
    grid = document.createElement("div")
    grid.className = "qw-grid"
    grid.setAttribute("role", "group")
    grid.setAttribute("aria-label", "Items of the exam")
    parentElement.append(grid)
  }
  while (grid.children.length > data.items.length) grid.lastChild.remove()
  while (grid.children.length < data.items.length) {
    const button = document.createElement("button")
    button.type = "button"
    grid.append(button)
  }
  data.items.forEach((item, index) => {
    const [button, at] = [grid.children[index], index + 1]
    button.textContent = at
    button.className = `${item.answered ? "qw-answered" : "qw-open"}${item.flagged ? " qw-flagged" : ""}`
    button.setAttribute("aria-label", told(item, at))
    if (at === data.at) button.setAttribute("aria-current", "true")
    else button.removeAttribute("aria-current")
    button.tabIndex = at === data.at ? 0 : -1
  })
  grid.onclick = ({ target }) => {
    const at = [...grid.children].indexOf(target.closest("button")) + 1
    if (at) setTriggerValue("go", at)
  }
  grid.onkeydown = (event) => {
    const all = [...grid.children]
    const wide = all.filter((button) => button.offsetTop === all[0].offsetTop).length
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -wide, ArrowDown: wide }[event.key]
    const next = step && all[all.indexOf(document.activeElement) + step]
    if (!next) return
    event.preventDefault()
    next.focus()
  }
}
