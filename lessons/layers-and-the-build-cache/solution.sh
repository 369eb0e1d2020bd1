# What a learner does, step by step. Run in the guest's host shell.

# step layers
# answer how-many text: 3
mkdir -p menu && echo "Green tea" > menu/menu.txt && echo "kettle, cups" > menu/needs.txt
cat > menu/Dockerfile <<'END'
FROM busybox
COPY . /app
RUN sleep 5; date > /installed
CMD ["cat", "/app/menu.txt"]
END
docker build -t menu:1 menu
docker history menu:1

# step again
# predict touched 1
touch menu/menu.txt
docker build -t menu:again menu

# step one-word
# predict which-lines 2
echo "Black tea" > menu/menu.txt
docker build -t menu:2 menu

# step order
cat > menu/Dockerfile <<'END'
FROM busybox
COPY needs.txt /app/
RUN sleep 5; date > /installed
COPY . /app
CMD ["cat", "/app/menu.txt"]
END
docker build -t menu:3 menu
echo "White tea" > menu/menu.txt; docker build -t menu:4 menu

# step rm
# predict parcel-size 1
mkdir -p parcel
cat > parcel/Dockerfile <<'END'
FROM busybox
RUN head -c 20m /dev/zero > /parcel
RUN wc -c < /parcel > /weight
RUN rm /parcel
END
docker build -t parcel:1 parcel
docker images parcel
cat > parcel/Dockerfile <<'END'
FROM busybox
RUN head -c 20m /dev/zero > /parcel \
 && wc -c < /parcel > /weight \
 && rm /parcel
END
docker build -t parcel:2 parcel
docker images parcel

# step shared
# answer remove-two 1
docker images menu
docker system df -v | grep -E '^(REPO|menu)'
