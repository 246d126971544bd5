const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/**
 * The WebSocket, connected again whenever it drops. Calls `message(object)` for each message and
 * `state('connecting' | 'open' | 'closed', seconds)` for each change.
 */
export function connect(camera, { message, state }) {
  let wait = FIRST_WAIT;
  let socket;
  let timer;

  function open() {
    clearTimeout(timer);
    state('connecting');
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    socket = new WebSocket(`${scheme}://${location.host}/api/live/${encodeURIComponent(camera)}`);
    socket.onopen = () => {
      wait = FIRST_WAIT;
      state('open');
    };
    socket.onmessage = event => JSON.parse(event.data).forEach(message);
    socket.onclose = () => {
      state('closed', Math.ceil(wait / 1000));
      timer = setTimeout(open, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    };
  }

  open();
  addEventListener('online', () => { if (socket.readyState === WebSocket.CLOSED) open(); });
}
