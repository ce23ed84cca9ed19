import type { EmbedConfig } from '@/lib/contracts/embed';
import type { Tell } from './report';

const STYLE =
  ':host{all:initial;position:fixed;z-index:2147483647;left:0;right:0;padding:12px;pointer-events:none}' +
  'div{box-sizing:border-box;max-width:420px;max-height:calc(100vh - 24px);overflow:auto;margin:auto;padding:16px;border-radius:12px;' +
  'background:#fff;color:#1b1b1f;font:16px/1.4 system-ui,sans-serif;box-shadow:0 4px 24px #0005;pointer-events:auto;overflow-wrap:anywhere}' +
  'h2{font-size:18px;margin:0}p{margin:4px 0 12px}section{display:flex;flex-wrap:wrap;gap:8px;justify-content:end}' +
  'button{min-height:44px;padding:8px 16px;border:0;border-radius:8px;font:inherit;cursor:pointer;background:0 0;color:inherit;max-width:100%}' +
  '.a{background:var(--a);color:var(--t)}:focus-visible{outline:3px solid;outline-offset:-3px}' +
  '@media(prefers-color-scheme:dark){div{background:#232327;color:#f2f2f4}}' +
  '@media(prefers-reduced-motion:no-preference){div{animation:b .2s}@keyframes b{0%{opacity:0}}}';

/**
 * Shows the soft prompt; resolves to what the chosen function answers. It is called inside the click, so that the
 * browser still sees a user gesture. Loaded only when a visitor is to be asked (built as public/belfry-prompt.js).
 * Only DOM and CSSOM calls: a page whose Content-Security-Policy forbids inline styles shows it all the same.
 */
export function openDialog(
  prompt: EmbedConfig['prompt'],
  onAccept: () => Promise<boolean>,
  onDecline: () => Promise<boolean>,
  /** Absent when a page script from before it is still in the browser's cache. */
  tell?: Tell,
): Promise<boolean> {
  return new Promise((resolve) => {
    show(prompt, (accepted) => {
      // A yes leads to the browser's question, whose answer the page tells.
      if (!accepted) tell?.('dialog', 'default');
      resolve(accepted ? onAccept() : onDecline());
    });
    tell?.('dialog', 'shown');
  });
}

function show(prompt: EmbedConfig['prompt'], onAnswer: (accepted: boolean) => void) {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const before = document.activeElement as HTMLElement | null;
  const make = (tag: string, text: string, parent: Node, attributes: Record<string, string>) => {
    const node = document.createElement(tag);
    node.textContent = text;
    for (const name in attributes) node.setAttribute(name, attributes[name] as string);
    return parent.appendChild(node);
  };
  const panel = make('div', '', root, {
    role: 'dialog',
    tabindex: '-1',
    'aria-labelledby': 't',
    'aria-describedby': 'd',
  });
  make('h2', prompt.title, panel, { id: 't' });
  make('p', prompt.body, panel, { id: 'd' });
  const row = make('section', '', panel, {});
  const onKey = (event: KeyboardEvent) => event.key === 'Escape' && answer(false);
  let isOpen = true;
  const answer = (accepted: boolean) => {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = root.activeElement;
    host.remove();
    removeEventListener('keydown', onKey);
    if (hadFocus) before?.focus();
    onAnswer(accepted);
  };
  make('button', prompt.decline, row, {}).onclick = () => answer(false);
  make('button', prompt.accept, row, { class: 'a' }).onclick = () => answer(true);
  // Answered elsewhere meanwhile, by a button of the page or in another tab: the question is moot, the rest is not.
  navigator.permissions?.query({ name: 'notifications' }).then(
    (status) => {
      status.onchange = () => answer(true);
    },
    () => {},
  );
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  host.style.setProperty(prompt.position, '0');
  host.style.setProperty('--a', prompt.accent);
  host.style.setProperty('--t', isLight(prompt.accent) ? '#000' : '#fff');
  // On <html>: single-page apps replace the children of <body>.
  document.documentElement.append(host);
  addEventListener('keydown', onKey);
  // Taking the focus from a field would send the rest of the visitor's typing into nothing.
  if (!before?.matches('input,textarea,select,iframe,[contenteditable]')) panel.focus({ preventScroll: true });
}

/** WCAG relative luminance (2.2 in place of the piecewise curve) against the point where black and white text tie. */
function isLight(colour: string): boolean {
  const part = (at: number) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.179;
}
