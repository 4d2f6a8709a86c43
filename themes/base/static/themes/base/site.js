/* Everything works without this file. It adds printing, copying the address and finding a unit while typing. */
(function () {
  "use strict";
  var doc = document;
  doc.documentElement.classList.add("js");

  doc.addEventListener("click", function (event) {
    var button = event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if (button.hasAttribute("data-print")) { window.print(); return; }
    copy(location.href.split("#")[0], function () {
      doc.querySelector("[data-copy-status]").textContent = button.dataset.copied;
      button.textContent = button.dataset.copied;
    });
  });

  function copy(text, done) {
    // The clipboard interface exists on https only; inside an office network the older way is all there is.
    if (navigator.clipboard) { navigator.clipboard.writeText(text).then(done); return; }
    var field = doc.createElement("textarea");
    field.value = text;
    doc.body.appendChild(field);
    field.select();
    if (doc.execCommand("copy")) done();
    field.remove();
  }

  var filter = doc.querySelector("[data-unit-filter]");
  if (filter) {
    var status = filter.querySelector("[data-unit-status]");
    filter.querySelector("input").addEventListener("input", function () {
      var asked = this.value.trim(), found = 0;
      doc.querySelectorAll("[data-unit-group]").forEach(function (group) {
        var here = 0;
        group.querySelectorAll("[data-unit]").forEach(function (row) {
          row.hidden = asked !== "" && row.dataset.unit.indexOf(asked) < 0;
          if (!row.hidden) here += 1;
        });
        group.hidden = asked !== "" && here === 0;
        found += here;
      });
      status.textContent = asked === "" ? "" : found ? status.dataset.found + found : status.dataset.none;
    });
  }

  // On paper every fold is open; afterwards it is as it was.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(doc.querySelectorAll("details"), function (fold) { return !fold.open; });
    opened.forEach(function (fold) { fold.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (fold) { fold.open = false; });
  });
})();
