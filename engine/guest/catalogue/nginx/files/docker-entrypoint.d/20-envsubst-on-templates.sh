#!/bin/sh
# /etc/nginx/templates/NAME.template becomes /etc/nginx/conf.d/NAME, with $NAME and ${NAME} of defined variables filled in.
set -e

templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

[ -d "$templates" ] || exit 0
find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
    name=${template#"$templates/"}
    made=$output/${name%"$suffix"}
    mkdir -p "${made%/*}"
    echo "$0: $template to $made"
    perl -pe 's/\$(?:\{(\w+)\}|(\w+))/$ENV{$1 \/\/ $2} \/\/ $&/ge' "$template" > "$made"
done
