// Runs once for each stamp. What it looks for may still be on its way, and Streamlit itself scrolls down when words
// arrive, so it looks a few times, until the reader scrolls. Within a box of its own only that box scrolls.
export default function ({ data }) {
  const shown = (window.quotewiseShown ??= {})
  if (shown[data.name] === data.stamp) return
  shown[data.name] = data.stamp
  let moved = false
  const leave = () => { moved = true }
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(event, leave, { once: true })
  const look = () => {
    const all = document.querySelectorAll(data.selector)
    const found = data.within ? all[0] : all[all.length - 1]
    if (!found || moved) return
    const box = data.within && found.closest(data.within)
    const above = box && Math.max(box.clientHeight / 3, box.firstElementChild.offsetHeight + 16) // its head stays in place
    if (box) box.scrollTop += found.getBoundingClientRect().top - box.getBoundingClientRect().top - above
    else found.scrollIntoView({ block: "start" })
  }
  for (const wait of [50, 250, 600, 1000]) setTimeout(look, wait)
}
