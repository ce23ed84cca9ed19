import type { Belfry, CheckReport, CheckStep, PageInfo } from '@/lib/contracts/page-api';
import { checkBrowser, checkPermission } from './check-browser';
import { checkKey, checkOrigin, checkScript, checkServer } from './check-server';
import { checkFile, checkWorker } from './check-worker';
import { drawPanel } from './draw-panel';

declare const window: { belfry?: Belfry } & typeof globalThis;

/** One step: what was looked at and what came of it. */
export type Step = (found: Found) => Promise<CheckStep | CheckStep[]>;

/** What the steps know, and leave for those after them. */
export interface Found extends PageInfo {
  isScriptRunning: boolean;
  /** Directives of the page's Content-Security-Policy that refused something during the check. */
  refusedBy: Set<string>;
  /** Application server key of the site, once the config has been read. */
  key?: string;
  registration?: ServiceWorkerRegistration;
  /** Steps that failed so far. */
  failed: Set<string>;
}

/**
 * Looks through the installation from the visitor's browser, step by step, and says what to do about what fails.
 * Draws a panel when the page was opened with #belfry-check, or when the page script does not run:
 * `import('https://push.example.com/belfry-check.js').then((c) => c.runCheck())` in the console works on any page.
 */
export async function runCheck(info: PageInfo | undefined = window.belfry?.info): Promise<CheckReport> {
  const tag = document.querySelector<HTMLScriptElement>('script[data-site]');
  const worker = info?.worker ?? new URL(tag?.dataset.worker || '/belfry-sw.js', location.href).href;
  const scope = info?.scope ?? new URL('belfry-push/', worker).href;
  const found: Found = {
    server: info?.server ?? new URL(import.meta.url).origin,
    site: info?.site ?? tag?.dataset.site ?? '',
    worker,
    scope,
    register: info?.register ?? (() => navigator.serviceWorker.register(worker, { scope })),
    isScriptRunning: !!info,
    refusedBy: new Set(),
    failed: new Set(),
  };
  const onRefusal = (event: SecurityPolicyViolationEvent) => found.refusedBy.add(event.effectiveDirective);
  document.addEventListener('securitypolicyviolation', onRefusal);
  const steps: CheckStep[] = [];
  for (const look of [
    checkBrowser,
    checkScript,
    checkServer,
    checkOrigin,
    checkFile,
    checkWorker,
    checkPermission,
    checkKey,
  ] satisfies Step[]) {
    for (const step of [await look(found)].flat()) {
      steps.push(step);
      if (step.status === 'fail') found.failed.add(step.id);
    }
  }
  document.removeEventListener('securitypolicyviolation', onRefusal);
  const report = {
    ok: found.failed.size === 0,
    server: found.server,
    site: found.site,
    page: location.href,
    steps,
  };
  if (!info || location.hash === '#belfry-check') drawPanel(report, () => runCheck(info));
  return report;
}
