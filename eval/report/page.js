// Sifts the questions of each run; without it every question is shown.
for (const questions of document.querySelectorAll(".questions")) {
  const sieve = questions.querySelector("form");
  const items = [...questions.querySelectorAll("details.item")];
  const search = sieve.querySelector("input");
  const [fate, type] = sieve.querySelectorAll("select");
  const sift = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      item.hidden =
        (fate.value && item.dataset.fate !== fate.value) ||
        (type.value && item.dataset.type !== type.value) ||
        !words.every((word) => item.dataset.words.includes(word));
      shown += !item.hidden;
    }
    sieve.querySelector("[role=status]").textContent = `${shown} of ${items.length} questions`;
  };
  sieve.addEventListener("input", sift);
  sieve.addEventListener("submit", (event) => event.preventDefault());
  sieve.hidden = false;
  sift();
}
