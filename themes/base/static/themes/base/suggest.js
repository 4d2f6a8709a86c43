/* The search field offers titles while somebody types; without this file it is a plain field. Chosen with the arrow keys
   and Enter, or by pointing: then the form is sent as if the title had been typed. */
(function () {
  "use strict";
  var PAUSE = 150, number = 0;

  document.querySelectorAll("form[data-offers]").forEach(function (form) {
    var input = form.querySelector("input[name=q]"), list = make(form, input), timer = 0, asked = "";

    input.addEventListener("input", function (event) {
      // While a method of input is composing, what stands in the field is not what will be there.
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    });
    input.addEventListener("compositionend", look);
    input.addEventListener("blur", function () { setTimeout(close, PAUSE); });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing || list.hidden) return;
      if (event.key === "Escape") { close(); event.preventDefault(); }
      if (event.key === "ArrowDown") { mark(1); event.preventDefault(); }
      if (event.key === "ArrowUp") { mark(-1); event.preventDefault(); }
      if (event.key === "Enter" && chosen()) { take(chosen()); event.preventDefault(); }
    });
    list.addEventListener("mousedown", function (event) {
      var offer = event.target.closest("li");
      if (offer) { event.preventDefault(); take(offer); }
    });

    function look() {
      var typed = input.value.trim();
      if (typed === asked) return;
      asked = typed;
      if (!typed) { close(); return; }
      fetch(form.dataset.offers + "?q=" + encodeURIComponent(typed))
        .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
        .then(function (told) { if (typed === asked) show(told.suggestions); })
        .catch(function () { if (typed === asked) close(); });
    }

    function show(offers) {
      list.replaceChildren.apply(list, offers.map(function (text, place) {
        var offer = document.createElement("li");
        offer.id = list.id + "-" + place;
        offer.setAttribute("role", "option");
        offer.setAttribute("aria-selected", "false");
        offer.textContent = text;
        return offer;
      }));
      list.hidden = offers.length === 0 || document.activeElement !== input;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
      list.status.textContent = list.hidden ? "" : form.dataset.found;
    }

    function close() { show([]); asked = ""; }

    function chosen() { return list.querySelector("[aria-selected=true]"); }

    function mark(step) {
      var offers = list.children, now = chosen();
      var place = now ? Array.prototype.indexOf.call(offers, now) + step : step > 0 ? 0 : offers.length - 1;
      if (now) now.setAttribute("aria-selected", "false");
      var next = offers[place];
      if (!next) { input.removeAttribute("aria-activedescendant"); return; }
      next.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", next.id);
    }

    function take(offer) {
      input.value = offer.textContent;
      close();
      form.requestSubmit();
    }
  });

  function make(form, input) {
    var list = document.createElement("ul"), status = document.createElement("span");
    list.className = "search__offers";
    list.id = "offers-" + number++;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0].textContent);
    status.className = "vh";
    status.setAttribute("role", "status");
    list.status = status;
    form.querySelector(".search__field").append(list);
    form.append(status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    return list;
  }
})();
