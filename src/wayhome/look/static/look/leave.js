// Leaving at once, for whoever must not be seen here: what was written is cleared, and the page gives up its place in the history,
// so that "back" does not return to it. GOV.UK Frontend's own way out would leave both behind; it calls this one instead, from
// the button, from the first link of the page, and when Shift is pressed three times.
import { ExitThisPage } from "./govuk-frontend.min.js";

ExitThisPage.prototype.exitPage = function () {
  const over = document.createElement("div");
  over.className = "govuk-exit-this-page-overlay";
  over.setAttribute("role", "alert");
  over.textContent = this.i18n.t("activated");
  document.body.classList.add("govuk-exit-this-page-hide-content");
  document.body.append(over);
  for (const form of document.forms) form.reset();
  window.location.replace(this.$button.href);
};
