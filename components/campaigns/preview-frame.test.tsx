import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Message } from '@/lib/contracts/messages';
import { leftOutNote } from './left-out-note';
import { PLATFORM_KEYS, PLATFORMS, type PlatformCapability, type PlatformKey } from './platform-capabilities';
import { PLATFORM_SOURCES, SOURCES } from './platform-sources';
import { PreviewFrame } from './preview-frame';

const MESSAGE: Partial<Message> = {
  title: 'The sale ends tonight',
  body: 'Everything is 20 % off',
  icon: 'https://shop.example/icon.png',
  image: 'https://shop.example/image.png',
  badge: 'https://shop.example/badge.png',
  actions: [{ title: 'Shop now', url: 'https://shop.example/' }],
  requireInteraction: true,
  silent: true,
  tag: 'daily-deal',
  renotify: true,
};

/** The parts that are drawn, and whether the buttons are in a menu. */
function draw(platform: PlatformCapability): string[] {
  const html = renderToStaticMarkup(
    <PreviewFrame platform={platform} message={MESSAGE} siteName="Corner shop" siteHost="shop.example" />,
  );
  expect(html).toContain(MESSAGE.title);
  expect(html).toContain(MESSAGE.body);
  const parts = [...html.matchAll(/data-part="(\w+)"/g)].map(([, part]) => part ?? '');
  expect(html.includes('Shop now')).toBe(parts.includes('buttons'));
  return [...parts, ...(html.includes('Options') ? ['menu'] : [])].sort();
}

const SHOWN: Record<PlatformKey, string[]> = {
  windows: ['buttons', 'icon', 'image'],
  macos: ['buttons', 'icon', 'menu'],
  android: ['badge', 'buttons', 'icon', 'image'],
  firefox: ['buttons', 'icon'],
  safari: [],
  ios: [],
};
const LEFT_OUT: Record<PlatformKey, string> = {
  windows: 'Not shown on Chrome on Windows: the badge. ',
  macos: 'Not shown on Chrome on macOS: the large image and the badge. ',
  android: 'Not shown on Chrome on Android: “stay on screen”. ',
  firefox: 'Not shown on Firefox: the large image, the badge, and “alert again”. ',
  safari:
    'Not shown on Safari on macOS: the large image, the buttons, your icon, the badge, “stay on screen”, “replace key”, and “alert again”. ',
  ios: 'Not shown on iPhone and iPad: the large image, the buttons, your icon, the badge, “stay on screen”, “no sound”, “replace key”, and “alert again”. ',
};

it('reads a text in the direction of its own script', () => {
  const message = {
    title: 'التخفيضات تنتهي الليلة!',
    body: '!عرض',
    actions: [{ title: 'تسوق', url: 'https://shop.example/' }],
  };
  for (const platform of Object.values(PLATFORMS)) {
    const draw = (more: Partial<Message> = {}) =>
      renderToStaticMarkup(
        <PreviewFrame platform={platform} message={{ ...message, ...more }} siteName="Shop" siteHost="shop.example" />,
      );
    expect(draw().split('dir="auto"').length - 1).toBe(platform.actions === 'none' ? 2 : 3);
    expect(draw({ dir: 'rtl' }).split('dir="rtl"').length - 1).toBe(2);
  }
});

describe.each(PLATFORM_KEYS)('the preview of %s', (key) => {
  const platform = PLATFORMS[key];

  it('draws what the platform shows, and says what it leaves out', () => {
    expect(draw(platform)).toEqual(SHOWN[key]);
    expect(leftOutNote(platform, MESSAGE)).toBe(LEFT_OUT[key] + platform.note);
  });

  it('is drawn from the table', () => {
    const flipped = { ...platform, image: !platform.image, icon: !platform.icon };
    for (const part of ['image', 'icon']) {
      expect(draw(flipped).includes(part), part).toBe(!SHOWN[key].includes(part));
    }
    expect(draw({ ...platform, actions: 'none' })).not.toContain('buttons');
    expect(draw({ ...platform, actions: 'buttons' })).toContain('buttons');
    expect(draw({ ...platform, actions: 'menu' })).toContain('menu');
  });

  it('has a source for each entry', () => {
    for (const source of Object.values(PLATFORM_SOURCES[key])) expect(SOURCES[source].title).not.toBe('');
  });
});
