// The few GOV.UK components that script improves.
import { CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink, createAll } from "../govuk-frontend.min.js";

export function start() {
  for (const component of [SkipLink, ErrorSummary, NotificationBanner, Radios, Checkboxes, CharacterCount]) createAll(component);
}
