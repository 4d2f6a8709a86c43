// How far a count is, without reloading the page. Without this script the link on the page does.
"use strict";
(() => {
  const EVERY = 2000;
  const look = async () => {
    const here = document.querySelector("[data-count]");
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    // Away for a moment, or signed out: the link stays, and the next look may fare better.
    if (!answer?.ok || answer.redirected) return setTimeout(look, EVERY * 5);
    const there = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-count]");
    if (!there) return location.reload();
    for (const part of ["h2", "[role=status]"]) {
      const [old, now] = [here, there].map((one) => one.querySelector(part));
      if (old.textContent !== now.textContent) old.textContent = now.textContent;
    }
    const [bar, told] = [here, there].map((one) => one.querySelector("progress"));
    bar.max = told.max;
    bar.value = told.value;
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
