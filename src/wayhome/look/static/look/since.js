// Lets the counters run: <time data-since> counts up, <time data-due> counts down and then says by how much it is overdue.
// The words come from the body, so that they are in the reader's language. A desk's clock may be wrong, and the counters must
// not be: they go by the server's time of this page (data-now), never by the desk's clock alone.
// Held still by the reader ("Hold still"), and only once a minute for those who asked for less motion.
const words = document.body.dataset;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const say = (pattern, value) => (pattern || "%s").replace("%s", value);
const drift = Date.parse(words.now || "") - Date.now(); // server less desk, in milliseconds; NaN when the page gives no time
const now = () => Date.now() + (Math.abs(drift) > 2000 ? drift : 0);
const two = (number) => String(number).padStart(2, "0");

function clock(milliseconds) {
  const seconds = Math.max(Math.floor(milliseconds / 1000), 0);
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
  if (days) return say(words.wordDay, days) + " " + hours + ":" + rest;
  return hours ? hours + ":" + rest : rest;
}

function write(time, text) {
  if (time.textContent !== text) time.textContent = text;
}

function tick() {
  const at = now();
  for (const time of document.querySelectorAll("time[data-since]")) {
    const span = clock(at - Date.parse(time.dataset.since));
    write(time, "ago" in time.dataset ? say(words.wordAgo, span) : span);
  }
  for (const time of document.querySelectorAll("time[data-due]")) {
    const left = Date.parse(time.dataset.due) - at;
    const over = left <= 0;
    time.classList.toggle("wh-due--over", over);
    const cell = time.closest("[data-over]");
    if (cell) cell.classList.toggle(cell.dataset.over, over);
    write(time, over ? say(words.wordOverdue, clock(-left)) : say(words.wordIn, clock(left)));
  }
}

let beats = 0;
window.setInterval(() => {
  beats += 1;
  if ("still" in document.documentElement.dataset) return;
  if (calm.matches && beats % 60) return;
  tick();
}, 1000);

const button = document.querySelector("[data-still]:not(html)");
if (button) {
  const hold = (still) => {
    button.setAttribute("aria-pressed", String(still));
    if (still) document.documentElement.dataset.still = "";
    else delete document.documentElement.dataset.still;
    document.dispatchEvent(new CustomEvent("wayhome:still", { detail: still }));
  };
  button.hidden = false;
  button.addEventListener("click", () => hold(button.getAttribute("aria-pressed") !== "true"));
}
