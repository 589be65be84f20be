// Makes the officer's form livelier. Without it, every button sends the whole form and the page comes back.
"use strict";
(() => {
  const WAIT = 600;
  let timer = 0;
  let running = null;
  let dirty = false;

  const form = () => document.getElementById("draft");
  // A figure as somebody writes it on a page in this language; the server reads it by the same rules.
  function figure(text) {
    const sign = document.documentElement.lang === "en" ? "." : ",";
    const other = sign === "." ? "," : ".";
    let plain = text.trim().replace(/(\d)[\s\u00a0\u202f'’](?=\d{3})/g, "$1");
    const grouped = new RegExp(`^-?[1-9]\\d{0,2}(\\${other}\\d{3})+$`);
    if (plain.includes(sign) && plain.includes(other)) {
      plain = plain.replaceAll(plain.lastIndexOf(sign) > plain.lastIndexOf(other) ? other : sign, "");
    } else if (grouped.test(plain)) plain = plain.replaceAll(other, "");
    return parseFloat(plain.replace(",", ".")) || 0;
  }

  const byName = (name) => form().elements.namedItem(name);

  // Told to screen readers; seen while something goes on, or went wrong, for the outcome stands below.
  function state(text, seen) {
    const line = document.getElementById("check-state");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("visually-hidden", !seen);
  }

  // Number and slider say the same.
  function bind() {
    for (const slider of document.querySelectorAll(".slider[data-for]")) {
      const number = byName(slider.dataset.for);
      slider.hidden = false;
      slider.value = figure(number.value);
      slider.addEventListener("input", () => { number.value = slider.value; changed(number); });
      number.addEventListener("input", () => { slider.value = figure(number.value); });
    }
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = !navigator.clipboard;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = button.dataset.done;
      });
    }
  }

  function sum() {
    const out = document.getElementById("sum");
    if (!out) return;
    let cents = 0;
    for (const input of form().querySelectorAll('[name^="weightProfile.criteria["][name$="].weight"]')) {
      cents += Math.round(figure(input.value) * 100);
    }
    out.textContent = (cents / 100).toLocaleString(document.documentElement.lang);
  }

  function changed(field) {
    dirty = true;
    sum();
    if (!form().dataset.check || field.name.startsWith("answers[")) return;
    clearTimeout(timer);
    timer = setTimeout(check, WAIT);
  }

  // What somebody is typing stays, with the place of the cursor.
  function keepReasons() {
    const kept = new Map();
    for (const area of document.querySelectorAll("textarea[data-key]")) kept.set(area.dataset.key, area.value);
    const active = document.activeElement;
    const typing = active && active.dataset && active.dataset.key
      ? [active.dataset.key, active.selectionStart, active.selectionEnd] : null;
    const open = [...document.querySelectorAll("#meaning details[open][id]")].map((part) => part.id);
    const aside = document.querySelector(".design-meaning");
    const top = aside ? aside.scrollTop : 0;
    return () => {
      for (const area of document.querySelectorAll("textarea[data-key]")) {
        if (kept.has(area.dataset.key)) area.value = kept.get(area.dataset.key);
        if (typing && area.dataset.key === typing[0]) { area.focus({ preventScroll: true }); area.setSelectionRange(typing[1], typing[2]); }
      }
      for (const id of open) { const part = document.getElementById(id); if (part) part.open = true; }
      if (aside) aside.scrollTop = top;
    };
  }

  async function fetched(address, data, abort) {
    const answer = await fetch(address, { method: "POST", body: data, headers: { "X-Fragment": "1" }, signal: abort.signal, credentials: "same-origin" });
    const text = await answer.text();
    if (answer.status >= 500 || answer.status === 403 || answer.status === 429) throw new Error(String(answer.status));
    const made = document.createElement("template");
    made.innerHTML = text;
    return made.content;
  }

  async function check() {
    const line = document.getElementById("check-state");
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    state(line.dataset.working, true);
    document.getElementById("meaning").setAttribute("aria-busy", "true");
    try {
      const made = await fetched(form().dataset.check, new FormData(form()), mine);
      const pieces = [...made.querySelectorAll("template")];
      for (const piece of pieces) piece.remove();
      const again = keepReasons();
      document.getElementById("meaning").replaceChildren(made);
      for (const piece of pieces) {
        const place = piece.dataset.into ? document.getElementById(piece.dataset.into)
          : document.querySelector(`[data-scale="${CSS.escape(piece.dataset.scale)}"]:not(template)`);
        if (place) place.replaceChildren(piece.content);
      }
      again();
      state(document.getElementById("summary").textContent, false);
    } catch (error) {
      if (error.name === "AbortError") return;
      state(line.dataset.failed, true);
    }
    if (running === mine) document.getElementById("meaning").removeAttribute("aria-busy");
  }

  // Rows come and go without leaving the place.
  async function rows(button) {
    const data = new FormData(form());
    data.set("_do", button.value);
    const open = [...document.querySelectorAll("#work details[open][id]")].map((part) => part.id);
    const place = button.value.startsWith("remove:") ? neighbour(button) : "";
    const top = window.scrollY;
    try {
      const made = await fetched(form().dataset.rows, data, new AbortController());
      clearTimeout(timer);
      if (running) running.abort();
      document.getElementById("work").replaceChildren(made);
      for (const id of open) { const part = document.getElementById(id); if (part) part.open = true; }
      bind();
      window.scrollTo({ top, behavior: "instant" });
      const fresh = form().dataset.fresh;
      const goal = fresh ? firstField(fresh) : document.getElementById(place);
      if (goal) { unfold(goal); goal.focus({ preventScroll: !fresh }); }
      dirty = true;
    } catch (error) {
      form().requestSubmit(button);
    }
  }

  function firstField(place) {
    const named = (field) => field.name && (field.name === place || field.name.startsWith(place + ".") || field.name.startsWith(place + "[")) && field.type !== "hidden";
    const found = [...form().elements].filter(named);
    return found.find((field) => place.startsWith("weightProfile.criteria") && field.name.endsWith(".weight")) || found[0];
  }

  function neighbour(button) {
    const row = button.closest("tr[id], fieldset[id], .row-of[id]");
    const other = row && (row.previousElementSibling || row.nextElementSibling);
    const field = other && other.querySelector("input:not([type=hidden]):not([type=range]), select, textarea");
    return field ? field.id : "_criterion";
  }

  function unfold(element) {
    for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  }

  document.addEventListener("input", (event) => {
    if (form() && form().contains(event.target) && event.target.name && event.target.name !== "_criterion") changed(event.target);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "draft") return;
    const action = event.submitter ? event.submitter.value : "";
    if (/^(add|remove|criterion)(:|$)/.test(action) && !event.submitter.dataset.tried) {
      event.preventDefault();
      event.submitter.dataset.tried = "1";
      rows(event.submitter);
    } else if (action === "check" && document.getElementById("meaning")) {
      event.preventDefault();
      check();
    } else {
      dirty = false;
    }
  });
  // A link to a field inside a closed part opens it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const goal = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!goal) return;
    unfold(goal);
    if (goal.matches("input, select, textarea")) { event.preventDefault(); goal.focus(); }
  });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  bind();
  const told = document.getElementById("problems");
  if (told) told.focus();
})();
