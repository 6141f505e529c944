// Every kind of page of the site, with a page of this project that is of that kind.

const both = (path) => ({ fr: `/fr/${path}`, en: `/en/${path}` });

export const KINDS = {
  front: { '': '/index.html#choose' },
  'not-found': { '': '/404.html' },
  home: both('index.html'),
  page: { fr: '/fr/couts.html', en: '/en/costs.html' },
  text: both('hubs-cloud.html'),
  services: both('services/index.html'),
  service: both('services/lambda.html'),
  global: both('services/iam.html'),
  stacks: both('stacks/index.html'),
  stack: both('stacks/hubs-cloud.html'),
  path: both('stacks/hubs-cloud-path.html'),
  'on-premises': both('on-premises.html'),
  'cost-warnings': both('cost-warnings.html'),
  glossary: both('glossary.html'),
  health: both('health.html'),
};

/** `[name, language, path]` of each page. */
export const PAGES = Object.entries(KINDS).flatMap(([kind, paths]) =>
  Object.entries(paths).map(([lang, path]) => [lang ? `${kind}-${lang}` : kind, lang, path]));
