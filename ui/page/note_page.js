/* A note: its outline, and of its sections as many as are shown at once. HTML comes from our own rendering alone. */
const make = (name, put = {}, ...children) => {
  const made = Object.assign(document.createElement(name), put)
  made.append(...children)
  return made
}
const address = (n) => {
  const query = new URLSearchParams(location.search)
  query.set("at", n)
  return `?${query}`
}

export default function ({ data, parentElement, setTriggerValue }) {
  const kept = (parentElement.quotewise ??= {})
  if (kept.key !== data.key) {
    kept.key = data.key
    kept.at = null
    kept.watch?.disconnect()
    build()
  }
  if (kept.at !== data.at) {
    kept.at = data.at
    if (data.at !== null) show(data.at)
  }
  return () => kept.watch?.disconnect()

  function show(n) {
    requestAnimationFrame(() => {
      kept.sections.get(n)?.scrollIntoView({ block: "start" })
      current(n)
    })
  }

  function current(n) {
    for (const [number, link] of kept.links) number === n ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")
    const link = kept.links.get(n)
    if (!link) return
    const box = link.closest("ol")
    if (link.offsetTop < box.scrollTop || link.offsetTop + link.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = link.offsetTop - box.clientHeight / 3
  }

  function jump(n) {
    return (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      if (kept.sections.has(n)) {
        kept.at = n
        show(n)
      }
      setTriggerValue("jump", n)
    }
  }

  function build() {
    const narrow = matchMedia("(max-width: 768px)").matches
    kept.links = new Map()
    kept.sections = new Map()
    const list = make("ol")
    for (const { n, name, level, page } of data.outline) {
      const link = make("a", { href: address(n), textContent: name, onclick: jump(n) })
      if (page) link.append(make("span", { className: "qw-path", textContent: ` ${page}` }))
      kept.links.set(n, link)
      const item = make("li", {}, link)
      item.style.setProperty("--level", Math.min(level, 5))
      list.append(item)
    }
    const outline = make("details", { className: "qw-outline", open: !narrow })
    outline.append(make("summary", { textContent: "Outline" }), make("nav", { ariaLabel: "Outline" }, list))
    const article = make("article", { className: "qw-reading" })
    for (const { n, html, page, title, questions } of data.sections) {
      const section = make("section", {}, make("div", { className: "qw-rendered", innerHTML: html }))
      if (title) {
        const acts = make("div", { className: "qw-acts" })
        const act = (what, told) =>
          acts.append(make("button", { textContent: what, ariaLabel: `${what}: ${title}`, title: told, onclick: () => setTriggerValue(what.toLowerCase(), n) }))
        act("Ask", "Ask what your notes say about this")
        act("Quiz", questions ? `${questions} questions rest on this section` : "Questions about this")
        act("Cards", "Flashcards about this")
        const heading = narrow && section.querySelector("h2, h3, h4, h5, h6")
        if (heading) heading.after(acts)
        else section.prepend(acts)
      }
      if (page) section.prepend(make("p", { className: "qw-page", textContent: `Page ${page}` }))
      kept.sections.set(n, section)
      article.append(section)
    }
    const turns = make("div", { className: "qw-turns" })
    for (const { n, name, way } of data.turns) turns.append(make("button", { textContent: `${way}: ${name}`, onclick: jump(n) }))
    article.append(turns)
    parentElement.replaceChildren(make("div", { className: "qw-note-page" }, ...(data.outline.length > 1 ? [outline] : []), article))
    kept.watch = new IntersectionObserver(
      (seen) => {
        const top = seen.find((one) => one.isIntersecting)
        if (top) current([...kept.sections].find(([, section]) => section === top.target)[0])
      },
      { rootMargin: "-80px 0px -75% 0px" },
    )
    for (const section of kept.sections.values()) kept.watch.observe(section)
  }
}
