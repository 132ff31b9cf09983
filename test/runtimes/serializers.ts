/** What the entries beside the main one export, from the package. */

export * from 'dynadict/serializers'
export * from 'dynadict/structured'
export * from 'dynadict/tools'
export * from 'dynadict/vacuum'
