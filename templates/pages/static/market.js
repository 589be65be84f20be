// Asks for the picture of the internal market under the weights in the form, and waits for it without a reload.
(() => {
  const place = document.getElementById("market");
  const form = document.getElementById("market-form");
  if (!place || !form) return;
  const weights = () => [...document.querySelectorAll(".weights input")];
  const address = () => {
    const asked = new URLSearchParams(weights().map((field) => [field.name, field.value]));
    asked.set("_typed_in", document.documentElement.lang);
    return `${place.dataset.address}?${asked}`;
  };
  let round = 0;
  const look = async () => {
    const mine = ++round;
    const asked = address();
    place.setAttribute("aria-busy", "true");
    try {
      for (let times = 0; times < 40; times += 1) {
        const response = await fetch(asked, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
        const text = await response.text();
        if (mine !== round) return;
        const found = new DOMParser().parseFromString(text, "text/html");
        const part = found.querySelector("main") || found.body;
        place.replaceChildren(...part.childNodes);
        if (response.status !== 202) return;
        await new Promise((done) => setTimeout(done, 1000));
      }
    } catch (error) {
      form.submit();
    } finally {
      place.removeAttribute("aria-busy");
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
})();
