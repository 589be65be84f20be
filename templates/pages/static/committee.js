// Makes forms and waiting better; without it, every button does the same with a whole page.
"use strict";
(() => {
  // A button that was pressed twice sends once.
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
  });
  // What stopped somebody is read out and seen first.
  const refusal = document.getElementById("refusal");
  if (refusal) refusal.focus();
  // Documents that are being made: ask again, then show the page with the new document.
  const look = async (panel) => {
    const answer = await fetch(panel.dataset.progress, { headers: { Accept: "text/html" } }).catch(() => null);
    // What is done leads elsewhere.
    if (answer && answer.redirected) return window.location.assign(answer.url);
    if (answer && answer.ok) {
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".progress-of");
      if (!part || part.hasAttribute("data-ended")) return window.location.reload();
      if (part && panel.textContent !== part.textContent) {
        panel.replaceWith(part);
        return window.setTimeout(look, 1500, part);
      }
    }
    return window.setTimeout(look, 1500, panel);
  };
  for (const panel of document.querySelectorAll("[data-progress]")) window.setTimeout(look, 1000, panel);
})();
