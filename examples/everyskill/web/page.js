/**
 * @param {{ name: string, summary: string, score?: number }[]} skills
 * @param {string} query
 */
export function renderPage(skills, query) {
  const items = skills
    .map(({ name, summary }) => `<li><b>${escapeHtml(name)}</b><br>${escapeHtml(summary)}</li>`)
    .join("\n");
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>EverySkill</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
  input { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box }
  li { margin: 1rem 0 }
</style>
<h1>EverySkill</h1>
<form><input name="q" type="search" aria-label="Search" placeholder="What do you want done?" value="${escapeHtml(query)}"></form>
<ul>
${items}
</ul>
</html>
`;
}

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text) {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]);
}
