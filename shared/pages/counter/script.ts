/**
 * All the script of the console; every page works without it. It shows the copy buttons, and loads again a page that says so
 * (`data-refresh`, in seconds) while nobody is at it: nothing has the focus, nothing was typed, and nothing has been opened to be read.
 */
export const script = `(() => {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const before = button.textContent;
      button.textContent = 'コピーしました';
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }
  const refreshed = document.querySelector('[data-refresh]');
  let touched = false;
  addEventListener('input', () => { touched = true; });
  const openAtFirst = new Set(document.querySelectorAll('details[open]'));
  if (refreshed) setInterval(() => {
    const focused = document.activeElement && document.activeElement !== document.body;
    const reading = [...document.querySelectorAll('details[open]')].some((one) => !openAtFirst.has(one));
    if (!touched && !focused && !reading && document.visibilityState === 'visible') location.reload();
  }, Number(refreshed.dataset.refresh) * 1000);
})();
`;
