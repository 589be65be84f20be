// Moves the map, and turns pages, without loading the page anew; without this script the links do.
"use strict";
(() => {
  const results = document.getElementById("results");
  if (!results || !window.DOMParser) return;
  const name = (link) => link.getAttribute("aria-label") || link.textContent;

  async function show(address, focused) {
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("results");
      if (!answer.ok || !found) throw new Error(String(answer.status));
      results.replaceChildren(...found.childNodes);
      const same = [...results.querySelectorAll(".moves a")].find((link) => name(link) === focused);
      if (same) same.focus();
    } catch {
      location.assign(address);
    } finally {
      results.removeAttribute("aria-busy");
    }
  }

  results.addEventListener("click", (event) => {
    const link = event.target.closest(".moves a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    show(link.href, name(link));
  });
  window.addEventListener("popstate", () => show(location.href, ""));
})();
