// The node-<os>-<cpu> packages declare `os` and `cpu` as plain strings. Some
// pnpm versions drop those from the lockfile and would then install a Linux
// binary everywhere, so they are made into the arrays that they should be.
const list = (value) => (value === undefined || Array.isArray(value) ? value : [value]);

module.exports = {
  hooks: {
    readPackage(pkg) {
      if (/^node-(bin-)?(linux|win|darwin)-/.test(pkg.name)) {
        pkg.os = list(pkg.os);
        pkg.cpu = list(pkg.cpu);
        if (pkg.os[0] === 'linux') pkg.libc = ['glibc'];
      }
      return pkg;
    },
  },
};
