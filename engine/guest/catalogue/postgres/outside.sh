# outside.sh ROOT: runs on the build machine. ICU's data, 31 MB, down to what a database sorts and compares by: all collations,
# normalization, character data, English. PostgreSQL cannot start without the library, and initdb is the faster for it.
# Needs icu-devtools of the same release.
root=$1
library=$(ls "$root"/usr/lib/i386-linux-gnu/libicudata.so.72.*)
work=$(mktemp -d)
cd "$work"
objcopy -O binary --only-section=.rodata "$library" icudt72l.dat
icupkg -l icudt72l.dat > all
grep -E '^(coll/|brkitr/(root\.res|word\.brk|title\.brk)$|lang/(root|pool|en)\.res$|region/(root|pool|en)\.res$)' all > keep
grep -E '^[^/]*\.(icu|nrm|spp)$' all >> keep
grep -xE '(root|pool|en|icustd|icuver|keyTypeData|langInfo|likelySubtags|metadata|numberingSystems|supplementalData|timezoneTypes|zoneinfo64)\.res' all >> keep
grep -vxFf keep all > drop.txt
icupkg -r drop.txt --ignore-deps icudt72l.dat small.dat
# The list of locales: those that sort in a way of their own.
{
  echo 'res_index:table(nofallback){ InstalledLocales {'
  sed -n 's,^coll/\(.*\)\.res$,\1,p' keep | grep -vxE 'root|res_index|pool|ucadata|.*__.*'
  echo '} }'
} | sed -E 's/^([A-Za-z_]+)$/\1 {""}/' > res_index.txt
genrb -q -d . res_index.txt
echo res_index.res > add.txt
icupkg -a add.txt -s . --ignore-deps small.dat icudt72l.dat
cat > data.S <<'ASSEMBLY'
.section .rodata
.balign 16
.globl icudt72_dat
.type icudt72_dat, @object
.size icudt72_dat, end - icudt72_dat
icudt72_dat: .incbin "icudt72l.dat"
end:
.section .note.GNU-stack, "", @progbits
ASSEMBLY
gcc -m32 -shared -nostdlib -s -Wl,-soname,libicudata.so.72 -Wl,--build-id=none -o data.so data.S
cat data.so > "$library"
cd /
rm -r "$work"
