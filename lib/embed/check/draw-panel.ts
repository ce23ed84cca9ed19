import type { CheckReport } from '@/lib/contracts/page-api';

const STYLE =
  ':host{all:initial;position:fixed;z-index:2147483647;right:0;bottom:0;padding:12px;max-width:100%;box-sizing:border-box}' +
  'section{box-sizing:border-box;width:460px;max-width:100%;max-height:calc(100vh - 24px);overflow:auto;padding:16px;border-radius:12px;' +
  'background:#fff;color:#1b1b1f;font:14px/1.45 system-ui,sans-serif;box-shadow:0 4px 24px #0006;overflow-wrap:anywhere}' +
  'h2{font-size:18px;margin:0 0 8px}ol{list-style:none;margin:0;padding:0}li{padding:8px 0;border-top:1px solid #8884}' +
  'b{display:block}em{font-style:normal;font-weight:600;float:right;margin-left:8px}p{margin:2px 0}' +
  '.pass em{color:#0a6b2d}.fail em{color:#b3140c}.skip em{color:#5c5c66}.fail p+p{font-weight:600}' +
  'button{min-height:44px;padding:8px 14px;margin:8px 8px 0 0;border:1px solid #8888;border-radius:8px;background:0 0;color:inherit;font:inherit;cursor:pointer}' +
  ':focus-visible{outline:3px solid;outline-offset:-3px}' +
  '@media(prefers-color-scheme:dark){section{background:#232327;color:#f2f2f4}.pass em{color:#6fdc93}.fail em{color:#ff9a91}.skip em{color:#b4b4bf}}';

const WORDS = { pass: 'OK', fail: 'Problem', skip: 'Not checked' } as const;
const HOST_ID = 'belfry-check';

/** Shows the report in a corner of the page, in place of an earlier one. */
export function drawPanel(report: CheckReport, again: () => Promise<CheckReport>): void {
  document.getElementById(HOST_ID)?.remove();
  const host = document.createElement('div');
  host.id = HOST_ID;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const panel = add(root, 'section', '');
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-labelledby', 't');
  panel.tabIndex = -1;
  const failures = report.steps.filter((step) => step.status === 'fail').length;
  const title =
    failures === 0 ? 'Belfry is installed correctly' : `Belfry: ${failures} ${failures === 1 ? 'problem' : 'problems'}`;
  add(panel, 'h2', title).id = 't';
  const list = add(panel, 'ol', '');
  for (const step of report.steps) {
    const item = add(list, 'li', '');
    item.className = step.status;
    add(item, 'em', WORDS[step.status]);
    add(item, 'b', step.title);
    add(item, 'p', step.detail);
    if (step.remedy) add(item, 'p', step.remedy);
  }
  const close = () => {
    host.remove();
    removeEventListener('keydown', onKey);
  };
  const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
  add(panel, 'button', 'Check again').onclick = () => {
    removeEventListener('keydown', onKey);
    again();
  };
  const copy = add(panel, 'button', 'Copy as JSON');
  copy.onclick = async () => {
    await navigator.clipboard?.writeText(JSON.stringify(report, null, 2)).then(
      () => {
        copy.textContent = 'Copied';
      },
      () => {},
    );
  };
  add(panel, 'button', 'Close').onclick = close;
  addEventListener('keydown', onKey);
  document.documentElement.append(host);
  panel.focus({ preventScroll: true });
}

function add(parent: Node, tag: string, text: string): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = text;
  return parent.appendChild(node);
}
