const LEAVING = 'belfry:leaving';

/** Code is about to lead away. False: the page asks first, and leads there itself when told to. */
export function mayLeave(href: string): boolean {
  return window.dispatchEvent(new CustomEvent(LEAVING, { detail: href, cancelable: true }));
}

/** @param ask told where it leads; true: it asks first. Answers what ends it. */
export function onLeaving(ask: (href: string) => boolean): () => void {
  const listen = (event: Event) => {
    if (ask((event as CustomEvent<string>).detail)) event.preventDefault();
  };
  window.addEventListener(LEAVING, listen);
  return () => window.removeEventListener(LEAVING, listen);
}
