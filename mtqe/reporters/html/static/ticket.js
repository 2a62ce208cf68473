// What is copied: a sentence as a ticket, links, the run card.

/** A sentence as text for an issue tracker. */
function ticketOf(i) {
  const [system, other] = [systemAt(), otherAt()];
  const place = `${data.documents.ids[data.documentOf[i]]}, ${idOf(i)}`;
  const lines = [t("ticket_title", { name: data.name, place }), ""];
  if (data.sources[i] !== null) lines.push(`${t("source")}: ${data.sources[i]}`);
  for (const text of referencesOf(i)) lines.push(`${t("reference")}: ${text}`);
  if (other >= 0)
    lines.push(`${data.systems[other]} (${t("old")}): ${hypothesis(i, other)}`, scoreLine(i, other));
  lines.push(
    `${data.systems[system]} (${other >= 0 ? t("new") : t("translation")}): ${hypothesis(i, system)}`,
  );
  lines.push(scoreLine(i, system));
  for (const remark of remarksAt(i, system))
    lines.push(`${t(remark.severity)}: ${told(remark.names)}: ${message(remark)}`);
  const origin = originOf(i, system);
  if (origin) lines.push(t("ticket_origin", { origin }));
  lines.push(linkTo(i));
  return lines
    .filter((line) => line !== null)
    .map(readable)
    .join("\n");
}

const referencesOf = (i) => data.references.map((texts) => texts[i]).filter((text) => text !== null);

function scoreLine(i, system) {
  if (!data.metrics.length) return null;
  return `  ${data.metrics.map((metric, m) => `${metric.title} ${figure(m, score(m, i, system))}`).join(", ")}`;
}

/** To the clipboard; where the browser refuses, the text is shown to be copied by hand. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  } catch {
    const area = el("textarea", { readonly: true, rows: 12, "aria-labelledby": "ticket-title" });
    area.value = text;
    fillDialog("ticket", t("copy_by_hand"), area);
    area.select();
  }
}

/** Shows a dialog with a title, a button that closes it, and this in it. */
function fillDialog(id, title, ...content) {
  const dialog = byId(id);
  const close = button("×", () => dialog.close(), { class: "close", "aria-label": t("close") });
  dialog.replaceChildren(
    el("div", { class: "dialog-head" }, el("h2", { id: `${id}-title` }, title), close),
    ...content,
  );
  if (!dialog.open) dialog.showModal();
  return dialog;
}

/** The run card as it stands, one fact a line, for a paper or an issue. */
function runCard() {
  const list = document.querySelector(`#run dl.in-${language()}`);
  const lines = [...list.children].map((pair) =>
    [...pair.children].map((part) => part.textContent).join(": "),
  );
  return lines.join("\n");
}
