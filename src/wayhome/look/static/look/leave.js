// Leaving at once, for whoever must not be seen here: what was written is cleared, and this page gives up its place in the
// history, so that "back" does not return to it. "Exit this page" hides the page by a class; that is the sign, whichever way
// it was pressed: the button, the first link of the page, or Shift three times.
const way = document.querySelector(".govuk-js-exit-this-page-button");
const hidden = "govuk-exit-this-page-hide-content";

function leave(changes, watch) {
  if (!document.body.classList.contains(hidden)) return;
  watch.disconnect();
  for (const form of document.forms) form.reset();
  window.location.replace(way.href);
}

if (way) new MutationObserver(leave).observe(document.body, { attributes: true, attributeFilter: ["class"] });
