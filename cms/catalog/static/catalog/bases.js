// Rules of the library while a basis is written: found as somebody types, added to the text when chosen.
(() => {
  const box = document.querySelector("[data-bases]");
  if (!box) return;
  const input = box.querySelector("input");
  const list = document.getElementById(input.getAttribute("list"));
  const text = document.getElementById(box.dataset.for);
  let asked = 0;
  let timer = 0;

  const ask = async () => {
    const mine = ++asked;
    const url = `${box.dataset.bases}?q=${encodeURIComponent(input.value)}`;
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok || mine !== asked) return;
    const { bases } = await answer.json();
    list.replaceChildren(...bases.map((value) => Object.assign(document.createElement("option"), { value })));
  };
  const chosen = () => [...list.options].some((option) => option.value === input.value);
  const add = () => {
    const before = text.value.trim();
    if (!before.includes(input.value)) text.value = before ? `${before}；${input.value}` : input.value;
    input.value = "";
    text.focus();
  };

  input.addEventListener("input", () => {
    if (chosen()) {
      add();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
  input.addEventListener("focus", ask, { once: true });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  box.hidden = false;
})();
