/** Where the hooks of a service are whose own build makes none. */

/** Relative to the service's folder. `sam build` takes it as it is. */
export const PREBUILT_FOLDER = 'fitness/dist';
