import type { CheckReport, PageInfo } from '@/lib/contracts/page-api';
export async function runCheck(info: PageInfo): Promise<CheckReport> {
  return { ok: true, server: info.server, site: info.site, page: location.href, steps: [] };
}
