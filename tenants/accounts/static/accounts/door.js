// Passkeys, and the form that leads to another site. Everything else of the door works without a script.
(() => {
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const ids = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: ids(options.excludeCredentials),
      },
    });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        attestationObject: text(made.response.attestationObject),
        clientDataJSON: text(made.response.clientDataJSON),
      },
    };
  };

  const get = async (options) => {
    const found = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: ids(options.allowCredentials),
      },
    });
    return {
      id: found.id,
      rawId: text(found.rawId),
      type: found.type,
      response: {
        authenticatorData: text(found.response.authenticatorData),
        clientDataJSON: text(found.response.clientDataJSON),
        signature: text(found.response.signature),
        userHandle: found.response.userHandle ? text(found.response.userHandle) : null,
      },
    };
  };

  for (const part of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential || !navigator.credentials) continue;
    const form = part.closest("form");
    const failed = part.querySelector("[data-passkey-failed]");
    const none = form.querySelector("[data-passkey-none]");
    part.hidden = false;
    if (none) none.hidden = true;
    part.querySelector("[data-passkey-go]").addEventListener("click", async () => {
      const options = JSON.parse(part.querySelector("[data-passkey-options]").textContent);
      failed.hidden = true;
      try {
        const answer = await (part.dataset.passkey === "create" ? create : get)(options);
        form.elements.answer.value = JSON.stringify(answer);
        const label = part.querySelector("[data-passkey-label]");
        if (label && form.elements.label) form.elements.label.value = label.value;
        form.submit();
      } catch (error) {
        failed.hidden = false;
      }
    });
  }

  const leaving = document.querySelector("[data-leaving]");
  if (leaving) leaving.submit();
})();
