// What is typed on a visit, with its photos, stays in this browser until it has arrived. Without this script the form
// works online. The form's key makes it arrive once, however often it is sent.
"use strict";
(() => {
  const form = document.querySelector("form[data-visit]");
  if (!form) return;
  const said = document.querySelector("[data-visit-said]");
  const button = form.querySelector("button");
  const AGAIN = 30000;
  const KEPT = "现在没有网络，已存在本机。有网络时自动发送，请不要清除浏览器数据。";
  const OUT = "登录已过期，记录还在本机。请重新登录后再打开这一页，会接着发送。";
  let sending = false;

  const store = new Promise((resolve, reject) => {
    const asked = indexedDB.open("evaluation", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("visits");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const inStore = async (mode, act) => {
    const visits = (await store).transaction("visits", mode).objectStore("visits");
    return new Promise((resolve, reject) => {
      const asked = act(visits);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  };
  const entries = () => [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value.size !== 0);
  const keep = (asked) => inStore("readwrite", (visits) => visits.put({ asked, entries: entries() }, form.dataset.visit));
  const forget = () => inStore("readwrite", (visits) => visits.delete(form.dataset.visit));
  const kept = () => inStore("readonly", (visits) => visits.get(form.dataset.visit));

  const restore = (values) => {
    const photos = new DataTransfer();
    for (const [name, value] of values) {
      if (value instanceof File) photos.items.add(value);
      for (const field of form.elements) {
        if (field.name !== name || field.type === "file") continue;
        if (field.type === "radio") field.checked = field.value === value;
        else field.value = value;
      }
    }
    form.elements.photos.files = photos.files;
  };

  const digest = async (file) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  };

  const letter = async () => {
    const data = new FormData(form);
    // Without a safe connection the browser cannot compute them; the server does in any case.
    if (crypto.subtle) for (const file of form.elements.photos.files) data.append("hash", await digest(file));
    return data;
  };

  const send = async () => {
    if (sending) return;
    sending = button.disabled = true;
    said.textContent = "正在发送……";
    const options = { method: "POST", headers: { Accept: "application/json" }, body: await letter() };
    const answer = navigator.onLine ? await fetch(location.href, options).catch(() => null) : null;
    sending = button.disabled = false;
    const told = answer?.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : null;
    if (answer?.ok && told) {
      await forget();
      location.reload();
    } else if (told) {
      await keep(false);
      said.textContent = told.problems.join("；");
    } else if (answer && answer.status < 500) {
      said.textContent = OUT;
    } else {
      said.textContent = KEPT;
      setTimeout(resend, AGAIN);
    }
  };
  const resend = async () => {
    if (navigator.onLine && (await kept())?.asked) await send();
  };

  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await keep(true);
    await send();
  });
  window.addEventListener("online", resend);
  kept().then((found) => {
    if (!found) return;
    restore(found.entries);
    if (!found.asked) said.textContent = "已恢复上次没有提交的内容。";
    return resend();
  });
})();
