/** What differs from one platform to the next. */
export interface Capabilities {
  titleLines: 1 | 2;
  bodyLines: 1 | 2 | 3 | 4;
  /** The campaign's icon, or only the site's own. */
  icon: boolean;
  image: boolean;
  badge: boolean;
  /** `menu`: reached through "Options" on hover, not drawn as buttons. */
  actions: 'buttons' | 'menu' | 'none';
  requireInteraction: boolean;
  silent: boolean;
  vibrate: boolean;
  renotify: boolean;
  tag: boolean;
}

/**
 * What each browser and system shows of a notification, for the previews and the hints beside the fields; where each entry
 * is from stands in platform-sources.ts, which no page needs.
 */
export interface PlatformCapability extends Capabilities {
  key: PlatformKey;
  label: string;
  /** Short enough for a tab at 390 px. */
  shortLabel: string;
  /** One line under the preview. */
  note: string;
}

export const PLATFORM_KEYS = ['windows', 'macos', 'android', 'firefox', 'safari', 'ios'] as const;
export type PlatformKey = (typeof PLATFORM_KEYS)[number];

export const PLATFORMS: Record<PlatformKey, PlatformCapability> = {
  windows: {
    key: 'windows',
    label: 'Chrome on Windows',
    shortLabel: 'Windows',
    titleLines: 1,
    bodyLines: 3,
    icon: true,
    image: true,
    badge: false,
    actions: 'buttons',
    requireInteraction: true,
    silent: true,
    vibrate: false,
    renotify: true,
    tag: true,
    note: 'Edge looks the same. The large image appears when the notification is first shown.',
  },
  macos: {
    key: 'macos',
    label: 'Chrome on macOS',
    shortLabel: 'macOS',
    titleLines: 1,
    bodyLines: 2,
    icon: true,
    image: false,
    badge: false,
    actions: 'menu',
    requireInteraction: true,
    silent: true,
    vibrate: false,
    renotify: true,
    tag: true,
    note: 'macOS draws no large image and keeps buttons in an Options menu that opens on hover.',
  },
  android: {
    key: 'android',
    label: 'Chrome on Android',
    shortLabel: 'Android',
    titleLines: 1,
    bodyLines: 2,
    icon: true,
    image: true,
    badge: true,
    actions: 'buttons',
    requireInteraction: false,
    silent: true,
    vibrate: false,
    renotify: true,
    tag: true,
    note: 'Shown expanded. Collapsed, only the title, one line of text and the icon are visible.',
  },
  firefox: {
    key: 'firefox',
    label: 'Firefox',
    shortLabel: 'Firefox',
    titleLines: 1,
    bodyLines: 3,
    icon: true,
    image: false,
    badge: false,
    actions: 'buttons',
    requireInteraction: true,
    silent: true,
    vibrate: false,
    renotify: false,
    tag: true,
    note: 'No large image. Buttons need Firefox 152 or later; staying on screen works on Windows only.',
  },
  safari: {
    key: 'safari',
    label: 'Safari on macOS',
    shortLabel: 'Safari',
    titleLines: 1,
    bodyLines: 2,
    icon: false,
    image: false,
    badge: false,
    actions: 'none',
    requireInteraction: false,
    silent: true,
    vibrate: false,
    renotify: false,
    tag: false,
    note: 'Safari shows the site’s own icon, and neither image nor buttons.',
  },
  ios: {
    key: 'ios',
    label: 'iPhone and iPad',
    shortLabel: 'iOS',
    titleLines: 1,
    bodyLines: 4,
    icon: false,
    image: false,
    badge: false,
    actions: 'none',
    requireInteraction: false,
    silent: false,
    vibrate: false,
    renotify: false,
    tag: false,
    note: 'Only sites on the Home Screen get it. iOS shows that app’s icon, and neither image nor buttons.',
  },
};

/** "Firefox, Safari and iOS": the platforms that leave a feature out, for the hint beside its field. */
export function platformsWithout(feature: 'icon' | 'image' | 'badge' | 'actions' | 'requireInteraction' | 'silent') {
  const without = PLATFORM_KEYS.filter((key) => {
    const value = PLATFORMS[key][feature];
    return value === false || value === 'none';
  });
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(without.map((key) => PLATFORMS[key].shortLabel));
}
