// [ and ] go to the citation before and after, as the two buttons do, unless something is being typed.
const BUTTONS = { "[": ".st-key-note_before button", "]": ".st-key-note_after button" }

export default function () {
  const press = (event) => {
    const button = BUTTONS[event.key] && document.querySelector(BUTTONS[event.key])
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]")
    if (!button || typing || event.ctrlKey || event.metaKey || event.isComposing) return
    button.click()
  }
  addEventListener("keydown", press)
  return () => removeEventListener("keydown", press)
}
