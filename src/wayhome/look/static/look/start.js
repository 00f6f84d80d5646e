// Says that scripts run, then starts the components of GOV.UK Frontend that the page carries.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
