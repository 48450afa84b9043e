export * from './constants';
export * from './powers';
export * from './rounding';
export * from './trigonometry';
