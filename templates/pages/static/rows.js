// Adds and takes away rows without leaving the place: sends the form as a button would, and puts in the fields it gets.
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const form = event.target;
  if (!button || !form.matches(".bid-form") || !["_add", "_remove"].includes(button.name)) return;
  event.preventDefault();
  const data = new FormData(form);
  data.append(button.name, button.value);
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(".bid-form");
    if (!fresh) throw new Error("no form");
    form.replaceChildren(...fresh.childNodes);
    const rows = button.value && document.getElementById(button.value.replace(/\[\d+\]$/, ""));
    const last = rows && [...rows.querySelectorAll("input:not([type=hidden]), select")].pop();
    const fields = rows && rows.querySelectorAll(":scope > fieldset");
    const target = button.name === "_add" && fields && fields.length ? fields[fields.length - 1].querySelector("input:not([type=hidden]), select") : last;
    (target || rows || form).focus({ preventScroll: false });
  } catch (error) {
    const carried = document.createElement("input");
    carried.type = "hidden";
    carried.name = button.name;
    carried.value = button.value;
    form.append(carried);
    form.submit();
  } finally {
    form.removeAttribute("aria-busy");
  }
});
