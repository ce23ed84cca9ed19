import type { FrozenAudience } from '@/lib/contracts/campaigns';
import { tryDecodeId } from '@/lib/platform/ids';
import { compileRule } from './compile-rule';

/**
 * The audience of a run as a boolean SQL expression over the alias `s` of `subscribers`, for the fan-out.
 *
 * Pushes its values to `params` and numbers its placeholders from there, so the caller's own parameters come
 * first. It asks for active subscribers itself; the caller adds `s.site_id = …` and the bounds on `s.id`.
 *
 * @param wholeSite as of `compileRule`: given when the site is counted, not when it is gone through page by page
 */
export function compileFrozenAudience(audience: FrozenAudience, params: unknown[], wholeSite?: bigint): string {
  return `(s.status = 'active' and ${compileSelection(audience, params, wholeSite)})`;
}

function compileSelection({ selection, asOf }: FrozenAudience, params: unknown[], wholeSite?: bigint): string {
  switch (selection.kind) {
    case 'subscribers': {
      const ids = selection.ids.map((id) => tryDecodeId('subscriber', id)).filter((id) => id !== null);
      return `s.id = any($${params.push(ids.map(String))}::bigint[])`;
    }
    case 'externalIds':
      return `s.external_id = any($${params.push(selection.externalIds)}::text[])`;
    case 'rule': {
      const at = new Date(asOf);
      const include = compileRule({ op: 'or', rules: selection.include }, params, at, wholeSite);
      if (selection.exclude.length === 0) return include;
      return `${include} and not ${compileRule({ op: 'or', rules: selection.exclude }, params, at, wholeSite)}`;
    }
  }
}
