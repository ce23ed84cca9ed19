-- Topics, tags, events, imports, templates, images and goals have permissions of their own; until now those of what they
-- belong to let a key in. Each key is given what follows from what it had, so that it can do what it could, and no more.
-- A key that was made by another stays within it, since both are given the same. Revoked ones are no exception: what
-- they could is read in the list.
UPDATE api_keys
SET scopes = api_keys.scopes || implied.scopes, version = version + 1
FROM (
  SELECT keys.id, array_agg(pair.scope ORDER BY pair.place) AS scopes
  FROM api_keys AS keys
  JOIN (VALUES
    (1, 'sites.read', 'topics.read'),
    (2, 'sites.write', 'topics.write'),
    (3, 'subscribers.read', 'tags.read'),
    (4, 'subscribers.write', 'tags.write'),
    (5, 'subscribers.read', 'events.read'),
    (6, 'subscribers.write', 'events.write'),
    (7, 'subscribers.write', 'imports.read'),
    (8, 'subscribers.write', 'imports.write'),
    (9, 'campaigns.read', 'templates.read'),
    (10, 'campaigns.write', 'templates.write'),
    (11, 'campaigns.read', 'images.read'),
    (12, 'campaigns.write', 'images.write'),
    (13, 'campaigns.read', 'goals.read'),
    (14, 'campaigns.write', 'goals.write')
  ) AS pair (place, had, scope) ON pair.had = ANY (keys.scopes) AND pair.scope <> ALL (keys.scopes)
  GROUP BY keys.id
) AS implied
WHERE api_keys.id = implied.id;
