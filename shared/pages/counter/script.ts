/**
 * All the script of the console; every page works without it. It shows the copy buttons, and loads again a page that says so
 * (`data-refresh`, in seconds) while nobody is typing there.
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
  if (refreshed) setInterval(() => {
    const busy = document.activeElement && /^(?:INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (!touched && !busy && document.visibilityState === 'visible') location.reload();
  }, Number(refreshed.dataset.refresh) * 1000);
})();
`;
