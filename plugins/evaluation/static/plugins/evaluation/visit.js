// What is typed on a visit stays in this browser until it could be sent. Without this script the form works online.
"use strict";
(() => {
  const PREFIX = "evaluation-visit:";
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");

  const keep = (form, asked) => {
    const data = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    localStorage.setItem(PREFIX + form.dataset.visit, JSON.stringify({ asked, data }));
  };

  const addHash = (form, value) => {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "photo", value });
    form.append(field);
  };

  const restore = (form, data) => {
    for (const [name, value] of data) {
      if (name === "photo") addHash(form, value);
      for (const field of form.elements) {
        if (field.name !== name || field.type === "hidden") continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || field.value === value;
        else field.value = value;
      }
    }
  };

  const take = (form) => {
    const said = form.querySelector("[data-visit-said]");
    const kept = JSON.parse(localStorage.getItem(PREFIX + form.dataset.visit) || "null");
    if (kept) restore(form, kept.data);
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      keep(form, true);
      said.textContent = "现在没有网络，已存在本机；有网络时打开这一页就会发送。";
    });
    const send = () => {
      const waiting = JSON.parse(localStorage.getItem(PREFIX + form.dataset.visit) || "null");
      if (waiting && waiting.asked && navigator.onLine) {
        keep(form, false);
        form.requestSubmit();
      }
    };
    window.addEventListener("online", send);
    if (window.crypto && crypto.subtle) {
      const photos = form.querySelector("[data-visit-photos]");
      photos.hidden = false;
      photos.querySelector("input").addEventListener("change", async (event) => {
        for (const file of event.target.files) addHash(form, hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())));
        said.textContent = `已记下 ${form.querySelectorAll("[name=photo]").length} 张照片的校验值，请自己保存好照片。`;
        keep(form, false);
      });
    }
    send();
  };

  const forms = [...document.querySelectorAll("form[data-visit]")];
  // What was kept for a thing that has no form any more has arrived.
  const page = forms.length ? forms[0].dataset.visit.split("/").slice(0, 3).join("/") : null;
  const there = new Set(forms.map((form) => PREFIX + form.dataset.visit));
  if (page) for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}${page}/`) && !there.has(key)) localStorage.removeItem(key);
  forms.forEach(take);
})();
