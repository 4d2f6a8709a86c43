/* Selected words of the text go into the next empty line of remarks. Without a script they are typed. */
(function () {
  'use strict';
  const text = document.querySelector('[data-passages]');
  const box = document.getElementById('return');
  const words = document.currentScript.dataset.words;
  if (!text || !box) return;

  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button plan-quote';
  button.textContent = words;
  button.hidden = true;
  document.body.append(button);

  const selected = () => {
    const found = document.getSelection();
    if (!found || found.isCollapsed || !text.contains(found.anchorNode) || !text.contains(found.focusNode)) return '';
    return found.toString().trim().slice(0, 500);
  };
  document.addEventListener('selectionchange', () => { button.hidden = !selected(); });
  // Pressing the button must not take the selection away first.
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', () => {
    const passage = selected();
    const free = [...box.querySelectorAll('[name^="passage-"]')].find((one) => !one.value);
    if (!passage || !free) return;
    free.value = passage;
    box.open = true;
    button.hidden = true;
    free.nextElementSibling.focus();
  });
})();
