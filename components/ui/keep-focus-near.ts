const FOCUSABLE = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]';

/** What could have the focus in the element's stead, the nearest first: of each thing around it, the next one and the one before. */
export function findNeighbours(element: Element): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let node: Element | null = element; node && node !== document.body; node = node.parentElement) {
    const next = nearest(node, 'nextElementSibling');
    const before = nearest(node, 'previousElementSibling');
    found.push(...[next, before].filter((one) => one !== null));
  }
  return found;
}

function nearest(node: Element, way: 'nextElementSibling' | 'previousElementSibling'): HTMLElement | null {
  for (let one = node[way]; one; one = one[way]) {
    const target = one.matches(FOCUSABLE) ? one : one.querySelector(FOCUSABLE);
    if (target instanceof HTMLElement && target.getClientRects().length > 0) return target;
  }
  return null;
}

/**
 * Should the element leave the page while nothing else has the focus, as a button does whose row was deleted, the first of the
 * others that is still there gets it. Ends when the focus goes elsewhere.
 */
export function keepFocusNear(element: HTMLElement, others: readonly HTMLElement[] = findNeighbours(element)): void {
  const stop = () => {
    observer.disconnect();
    document.removeEventListener('focusin', onFocus);
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target !== element) stop();
  };
  const observer = new MutationObserver(() => {
    if (element.isConnected) return;
    stop();
    if (document.activeElement && document.activeElement !== document.body) return;
    others.find((one) => one.isConnected)?.focus();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', onFocus);
}
