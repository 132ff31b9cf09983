/** The tasks of `bulk` with the engine 5 ms away, as DynamoDB is: there it counts how many requests wait for each other. */

import { bulk } from './bulk.mjs'

const farAway = ({ measure, command }) =>
  measure
    ? { measure: (settings) => measure({ ...settings, urls: { engine: settings.urls.far } }) }
    : { command: (settings) => command({ ...settings, urls: { engine: settings.urls.far } }) }

export const far = {
  ...bulk,
  title: 'Many items of 1 KB, on an engine 5 ms away',
  needs: [...bulk.needs, 'far'],
  rounds: 2,
  contenders: Object.fromEntries(
    Object.entries(bulk.contenders).map(([name, contender]) => [name, farAway(contender)]),
  ),
}
