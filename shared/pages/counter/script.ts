/**
 * All the script of the console; every page works without it. It shows the copy buttons, and loads again a page that says so
 * (`data-refresh`, in seconds) while nobody is at it: nothing has the focus, nothing was typed, and nothing has been opened to be read.
 *
 * [A-62-1] Where the office holds sessions at once it asks every few seconds whether somebody waits (`data-instant`), and says so on any page, in
 * its title, and by a tone for whoever has switched that on. Nothing is moved by that: neither the focus nor what is typed nor the page. Of a page
 * out of sight it asks only for the tone's sake, which browsers slow down to once a minute. What fails is asked again ever more slowly; an
 * hour's session is renewed as any page would, and once it cannot be, that is said instead. `data-follow` is replaced where it
 * stands, part by part (everything with an id), but for what somebody is at.
 */
export const script = `(() => {
  const wire = (root) => {
    for (const button of root.querySelectorAll('button[data-copy]')) {
      if (!navigator.clipboard) continue;
      button.hidden = false;
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        const before = button.textContent;
        button.textContent = 'コピーしました';
        setTimeout(() => { button.textContent = before; }, 2000);
      });
    }
  };

  const followed = document.querySelector('[data-follow]');
  const sources = new WeakMap();
  const remember = (root) => {
    for (const one of [root, ...root.querySelectorAll('[id]')]) sources.set(one, one.outerHTML);
  };
  const isTouched = (one) => one.matches('details[open]') ||
    (one.matches('input,textarea') && (one.value !== one.defaultValue || one.checked !== one.defaultChecked));
  const inUse = (node) => node.contains(document.activeElement) ||
    [node, ...node.querySelectorAll('details,input,textarea')].some(isTouched);
  const put = (part, place) => {
    remember(part);
    place(part);
    wire(part);
  };
  const follow = (old, now) => {
    if (sources.get(old) === now.outerHTML) return;
    if (inUse(old)) followParts(old, now);
    else put(now, (part) => old.replaceWith(part));
  };
  const lineOf = (className, textContent) => Object.assign(document.createElement('p'), { className, textContent });
  // Whoever is at it is told, and keeps their place.
  const end = (request) => {
    if (!request.id.startsWith('request-') || request.querySelector('.gone')) return;
    const line = lineOf('error gone', 'この申込みは、終わりました。本人が取りやめたか、ほかの職員が答えたか、時間が過ぎました。');
    line.setAttribute('role', 'status');
    request.querySelector('.title').after(line);
  };
  const followParts = (old, now) => {
    const parts = [...now.children].filter(({ id }) => id);
    for (const was of [...old.children])
      if (was.id && !parts.some(({ id }) => id === was.id)) inUse(was) ? end(was) : was.remove();
    let before;
    for (const part of parts) {
      const was = [...old.children].find(({ id }) => id === part.id);
      if (was) follow(was, part);
      else put(part, (one) => (before ? before.after(one) : old.prepend(one)));
      before = [...old.children].find(({ id }) => id === part.id);
    }
  };
  if (followed) remember(followed);
  wire(document);

  const refreshed = document.querySelector('[data-refresh]');
  let touched = false;
  addEventListener('input', () => { touched = true; });
  const openAtFirst = new Set(document.querySelectorAll('details[open]'));
  if (refreshed) setInterval(() => {
    const focused = document.activeElement && document.activeElement !== document.body;
    const reading = [...document.querySelectorAll('details[open]')].some((one) => !openAtFirst.has(one));
    if (!touched && !focused && !reading && document.visibilityState === 'visible') location.reload();
  }, Number(refreshed.dataset.refresh) * 1000);

  const bell = document.querySelector('[data-instant]');
  if (!bell) return;
  const sounds = () => localStorage.getItem('instant-sound') === 'on';
  let audio;
  const hear = () => {
    if (!sounds()) return;
    audio ??= new AudioContext();
    if (audio.state === 'suspended') audio.resume();
  };
  const ring = () => {
    hear();
    // Before anybody has touched the page, browsers let nothing sound; it must not sound late either.
    if (audio?.state !== 'running') return;
    for (const [after, pitch] of [[0, 880], [0.2, 1175]]) {
      const tone = new OscillatorNode(audio, { frequency: pitch });
      tone.connect(new GainNode(audio, { gain: 0.15 })).connect(audio.destination);
      tone.start(audio.currentTime + after);
      tone.stop(audio.currentTime + after + 0.15);
    }
  };
  addEventListener('pointerdown', hear);
  addEventListener('keydown', hear);
  const sound = document.querySelector('[data-sound]');
  if (sound) {
    const show = () => sound.setAttribute('aria-pressed', String(sounds()));
    sound.hidden = false;
    show();
    sound.addEventListener('click', async () => {
      localStorage.setItem('instant-sound', sounds() ? 'off' : 'on');
      show();
      hear();
      await audio?.resume();
      ring();
    });
  }

  const title = document.title;
  // What is not known is not said either.
  const vouch = (known) => {
    for (const one of followed.querySelectorAll('[data-live]')) one.hidden = !known;
    const line = followed.querySelector('.unknown');
    if (known) line?.remove();
    else if (!line) followed.querySelector('#waiting').after(lineOf('problem unknown', '今、待っている方がいるかどうかは、この画面では分かりません。'));
  };
  // The queue itself shows who waits; that it shows them no more is to be seen there too.
  const say = (text, unknown = false) => {
    if (followed) vouch(!unknown);
    if (bell.textContent === text) return;
    const quiet = followed && !unknown;
    const line = document.createElement(quiet ? 'span' : 'a');
    line.textContent = text;
    if (!quiet) line.href = '/staff/instant';
    bell.className = quiet ? 'unseen' : 'bell';
    bell.replaceChildren(...(text ? [line] : []));
  };
  const tell = ({ count, ids }) => {
    document.title = count > 0 ? '（' + count + '） ' + title : title;
    say(count > 0 ? '即時利用の申込みがあります（' + count + '件）' : '');
    // Of several tabs one rings.
    const rung = (localStorage.getItem('instant-rung') ?? '').split(' ');
    if (ids.some((id) => !rung.includes(id))) ring();
    if (ids.join(' ') !== rung.join(' ')) localStorage.setItem('instant-rung', ids.join(' '));
  };
  const get = (path, type) => fetch(path, { headers: { Accept: type }, cache: 'no-store' });
  const COUNT = '/staff/instant/count';
  const isSignedOut = ({ status }) => status === 401 || status === 403;
  let signedOut = false;
  const ask = async () => {
    const answer = await get(COUNT, 'application/json');
    // The authorizer's 403: an hour's token is over.
    if (!isSignedOut(answer) || signedOut) return answer;
    // Where it cannot be renewed, the way leads to another site, which only a person goes; asked again, it would break off their going it.
    await fetch('/sign-in?to=' + COUNT, { redirect: 'manual', cache: 'no-store' });
    return get(COUNT, 'application/json');
  };
  const every = Number(bell.dataset.instant);
  const LONGEST = 60;
  let pause = every;
  let timer;
  let asking = false;
  const look = async () => {
    if (asking) return;
    clearTimeout(timer);
    if (document.hidden && !sounds()) return;
    asking = true;
    try {
      const answer = await ask();
      signedOut = isSignedOut(answer);
      if (signedOut) {
        say('サインインが切れたので、即時利用の申込みがあっても、この画面では分かりません。サインインし直す', true);
        pause = LONGEST;
      } else {
        if (!answer.ok) throw new Error(String(answer.status));
        tell(await answer.json());
        if (followed && !document.hidden) {
          const page = new DOMParser().parseFromString(await (await get('/staff/instant', 'text/html')).text(), 'text/html');
          const now = page.querySelector('[data-follow]');
          if (now) followParts(followed, now);
        }
        pause = every;
      }
    } catch {
      pause = Math.min(pause * 2, LONGEST);
      if (pause === LONGEST) say('通信できないので、即時利用の申込みがあっても、この画面では分かりません。', true);
    } finally {
      asking = false;
    }
    timer = setTimeout(look, pause * 1000);
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) look();
  });
  look();
})();
`;
