/* The notes as a table: a row opens its note, boxes choose what is removed, heads sort. */
const make = (name, put = {}, ...children) => {
  const made = Object.assign(document.createElement(name), put)
  made.append(...children)
  return made
}

export default function ({ data, parentElement, setTriggerValue }) {
  const kept = (parentElement.quotewise ??= { chosen: new Set() })
  const state = JSON.stringify(data)
  if (kept.state === state) return
  kept.state = state
  const focused = parentElement.contains(document.activeElement) && document.activeElement.dataset.key

  const bar = make("div", { className: "qw-chosen", role: "status" })
  const all = make("input", { type: "checkbox", ariaLabel: "Choose all of these notes" })
  const boxes = []
  const tell = () => {
    const count = kept.chosen.size
    all.checked = boxes.length > 0 && boxes.every((box) => box.checked)
    all.indeterminate = !all.checked && boxes.some((box) => box.checked)
    bar.replaceChildren()
    if (!count) return
    const remove = make("button", { textContent: "Remove", disabled: data.busy })
    remove.onclick = () => { setTriggerValue("remove", [...kept.chosen]); kept.chosen.clear(); mark() }
    const clear = make("button", { textContent: "Clear" })
    clear.onclick = () => { kept.chosen.clear(); mark() }
    bar.append(make("span", { textContent: `${count} chosen` }), remove, clear)
  }
  const mark = () => { for (const box of boxes) box.checked = kept.chosen.has(box.value); tell() }
  all.onchange = () => { for (const box of boxes) kept.chosen[all.checked ? "add" : "delete"](box.value); mark() }

  const head = make("tr", {}, make("th", { className: "qw-box" }, ...(data.edits ? [all] : [])))
  for (const [name, title] of data.columns) {
    const sorted = name === data.sort
    const sort = make("button", { textContent: title, onclick: () => setTriggerValue("sort", name) })
    sort.dataset.key = `sort ${name}`
    sort.append(make("span", { ariaHidden: "true", textContent: sorted ? (data.down ? " ↓" : " ↑") : "" }))
    head.append(make("th", { scope: "col", className: `qw-${name}`, ariaSort: sorted ? (data.down ? "descending" : "ascending") : "none" }, sort))
  }
  const body = make("tbody")
  for (const row of data.rows) {
    const box = make("input", { type: "checkbox", value: row.source, ariaLabel: `Choose ${row.title}` })
    box.onchange = () => { kept.chosen[box.checked ? "add" : "delete"](row.source); tell() }
    box.dataset.key = `box ${row.source}`
    boxes.push(box)
    const open = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      setTriggerValue("open", row.source)
    }
    const link = make("a", { href: `?note=${encodeURIComponent(row.source)}`, textContent: row.title, title: row.source, onclick: open })
    link.dataset.key = row.source
    const named = make("td", { className: "qw-title" }, link)
    if (row.stale) named.append(" ", make("span", { className: "qw-stale", textContent: "changed on disk" }))
    named.append(make("span", { className: "qw-brief", textContent: row.brief }))
    const line = make("tr", {}, make("td", { className: "qw-box" }, ...(data.edits ? [box] : [])), named)
    for (const [name] of data.columns.slice(1)) line.append(make("td", { className: `qw-${name}`, textContent: row[name] }))
    line.onclick = (event) => { if (!event.target.closest("a, .qw-box")) open(event) }
    body.append(line)
  }
  const pages = make("div", { className: "qw-pages" })
  if (data.total > data.rows.length) {
    const turn = (title, to, on) => make("button", { textContent: title, disabled: !on, onclick: () => setTriggerValue("turn", to) })
    const last = data.first + data.rows.length
    pages.append(turn("Before", data.page - 1, data.first > 0))
    pages.append(make("span", { textContent: `${data.first + 1}\u2013${last} of ${data.total.toLocaleString("en")}` }))
    pages.append(turn("Next", data.page + 1, last < data.total))
  }
  const table = make("table", {}, make("caption", { textContent: "Your notes" }), make("thead", {}, head), body)
  parentElement.replaceChildren(make("div", { className: "qw-notes" }, bar, table, pages))
  mark()
  if (focused) [...parentElement.querySelectorAll("[data-key]")].find((one) => one.dataset.key === focused)?.focus()
}
