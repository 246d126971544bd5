const SECONDS = { info: 6, problem: 14 };
const MOST = 4;

const list = document.getElementById('notices');
const announcer = document.getElementById('announcer');

/** Says something that a person should see; problems stay longer. */
export function notice(text, kind = 'info') {
  for (const old of list.children) {
    if (old.firstChild.textContent === text) old.remove();
  }
  const item = document.createElement('div');
  item.className = `notice ${kind}`;
  const words = document.createElement('p');
  words.textContent = text;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'icon';
  close.setAttribute('aria-label', 'Dismiss');
  close.innerHTML = '<svg><use href="viewer/icons.svg#close"/></svg>';
  close.onclick = () => item.remove();
  item.append(words, close);
  list.append(item);
  while (list.children.length > MOST) list.firstChild.remove();
  setTimeout(() => item.remove(), 1000 * SECONDS[kind]);
}

/** Says something to those who listen. */
export function announce(text) {
  announcer.textContent = text;
}
