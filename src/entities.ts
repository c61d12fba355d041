/** Every entity, for the one DataSource; the catalogue test compares each with its table. */
export const entities: (new () => object)[] = [];
