// Counts an exam's clock down between two looks at the server; says aloud that 10, 5 and 1 minutes are left, once each.
const SAID = [600, 300, 60]

const shown = (seconds) => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const two = (number) => String(number).padStart(2, "0")
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}

const make = (parent) => {
  const root = document.createElement("div")
  root.className = "qw-clock"
  const [face, aloud] = [document.createElement("span"), document.createElement("span")]
  face.setAttribute("role", "timer")
  face.setAttribute("aria-live", "off")
  face.className = "qw-face"
  aloud.setAttribute("role", "status")
  aloud.className = "qw-aloud"
  root.append(face, aloud)
  parent.append(root)
  return root
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".qw-clock") ?? make(parentElement)
  const [face, aloud] = root.children
  clearInterval(root.timer)
  const end = performance.now() + data.left * 1000
  const beat = () => {
    const left = data.paused ? data.left : Math.max(0, (end - performance.now()) / 1000)
    const whole = Math.ceil(left)
    face.textContent = data.paused ? `${shown(whole)} paused` : shown(whole)
    face.setAttribute("aria-label", `Time left: ${shown(whole)}`)
    root.classList.toggle("qw-late", whole <= 300)
    const due = SAID.find((at) => root.before > at && whole <= at)
    if (due) aloud.textContent = `${due / 60} ${due > 60 ? "minutes" : "minute"} left`
    root.before = whole
    if (left <= 0 && !data.paused) {
      clearInterval(root.timer)
      setTriggerValue("up", true)
    }
  }
  root.timer = setInterval(beat, 250)
  beat()
  return () => clearInterval(root.timer)
}
